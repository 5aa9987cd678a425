"""What is trained for Tidegate, and from what. Never imported at run time; needs the `training` dependency group."""
