"""Training on a folder of labelled photos: what the page's measured comparisons stand on.

`python -m vitviz.training hunger` trains small networks from nothing on shares of the photos,
`finetune-cnn` the CNN baseline on the ViT's classes, `publish` copies what is finished into
assets/. Each goes on where it was stopped when it is called again. It stands beside the app, on the
core only.
"""
