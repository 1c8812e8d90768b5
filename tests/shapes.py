"""The checker behind `--shapes`: beartype, to which an int is a float, as to every type checker."""

from beartype import BeartypeConf, beartype

checked = beartype(conf=BeartypeConf(is_pep484_tower=True))
