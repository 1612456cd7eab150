"""Info: what is seen in a picture (weather, theme colours, faces, sharpness) and what its file tells (time, place)."""
