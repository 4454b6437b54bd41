"""Reading: files, folders or a DataFrame come in, the tables documents and excluded go out.

Languages, copies and repeated lines are marked here too. A new kind of file goes into formats/.
"""
