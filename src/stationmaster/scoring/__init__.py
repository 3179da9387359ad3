"""Lead scoring: leaks, features, training, calibration, explanation. Pure: no station, no database."""
