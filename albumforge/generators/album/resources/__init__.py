"""Resources (影集程序资源): backgrounds, masks, luma maps and stickers, all made by scripts of this project."""
