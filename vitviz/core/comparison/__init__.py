"""What a ViT and a CNN have built in: equivariance, shared weights, receptive fields, cost."""
