"""What is allowed, said in Cedar: the shipped policies, the admin's switches, and one answer."""
