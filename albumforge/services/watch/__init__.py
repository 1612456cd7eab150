"""Watch folders: rules, what was found in the folders, what is made of it.

Used through `albumforge.forge.Forge.watch`; the process that looks is `albumforge.watch`.
"""
