"""The sample programs, one a module: each is a function from a scene to the model calls it makes."""
