"""Who is who: workspaces, people, roles, sign-in, sessions, agent tokens."""
