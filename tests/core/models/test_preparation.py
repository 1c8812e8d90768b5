import timm
from timm.data import ImageNetInfo

from vitviz.core import assets
from vitviz.core.models.preparation import labels_of, named, preparation_of

TINY = {"depth": 1, "embed_dim": 48, "num_heads": 3}


def test_a_card_says_how_pixels_are_prepared():
    card = assets.read_card("everyday-vit-s14")
    said = preparation_of(card, timm.create_model("test_vit"))
    assert said["size"] == (224, 224)
    assert said["mean"] == (0.485, 0.456, 0.406)
    assert said["std"] == (0.229, 0.224, 0.225)
    assert (said["interpolation"], said["crop"]) == ("bicubic", card["preprocessing"]["crop"])


def test_timms_configuration_says_it_for_the_others():
    module = timm.create_model("vit_tiny_patch16_224", **TINY)
    assert preparation_of({}, module) == {
        "mean": (0.5, 0.5, 0.5),
        "std": (0.5, 0.5, 0.5),
        "interpolation": "bicubic",
        "crop": 0.9,
        "size": (224, 224),
    }


def test_a_size_that_patches_do_not_divide_is_what_they_cover_of_it():
    arguments = {**TINY, "dynamic_img_size": True}
    module = timm.create_model("vit_so400m_patch14_siglip_384", **arguments)
    assert module.pretrained_cfg["input_size"] == (3, 384, 384)
    assert preparation_of({}, module)["size"] == (378, 378)


def test_a_photo_fills_the_picture_where_black_would_stand_around_it():
    module = timm.create_model("vit_tiny_patch16_224", **TINY)
    module.pretrained_cfg = {**module.pretrained_cfg, "crop_pct": 1.15}
    assert preparation_of({}, module)["crop"] == 1.0


def test_the_size_is_what_the_constructor_was_told():
    module = timm.create_model("vit_tiny_patch16_224", img_size=(64, 96), **TINY)
    assert preparation_of({}, module)["size"] == (64, 96)


def test_a_network_without_patches_has_its_published_size():
    assert preparation_of({}, timm.create_model("test_convnext"))["size"] == (160, 160)


def test_a_card_names_its_labels_in_both_languages():
    card = assets.read_card("everyday-vit-s14")
    english, chinese = labels_of("everyday-vit-s14", card, timm.create_model("test_vit"))
    assert (len(english), len(chinese)) == (62, 62)
    assert (english[0], chinese[0]) == ("cat", "猫")


def test_a_thousand_classes_are_imagenets_in_timms_order():
    english, chinese = labels_of("test_vit", {}, timm.create_model("test_vit"))
    assert len(english) == len(chinese) == 1000
    ours = assets.read_labels(assets.MODELS / "efficientnet-lite0" / "labels.tsv").wnids
    assert [wnids[0] for wnids in ours] == ImageNetInfo("imagenet-1k").label_names()


def test_larger_editions_of_imagenet_are_named_by_timm():
    module = timm.create_model("test_vit", num_classes=21843)
    english, chinese = labels_of("test_vit", {}, module)
    assert (len(english), chinese) == (21843, ())
    assert english[0] == ImageNetInfo("imagenet-21k-goog").label_descriptions()[0]


def test_labels_that_the_hub_publishes_with_a_model_are_used():
    module = timm.create_model("test_vit", num_classes=2)
    module.pretrained_cfg = {"label_names": ["no", "yes"]}
    assert labels_of("hf-hub:someone/some", {}, module) == (("no", "yes"), ())


def test_classes_that_nobody_named_stay_unnamed():
    assert labels_of("test_vit", {}, timm.create_model("test_vit", num_classes=5)) == ((), ())
    assert labels_of("test_vit", {}, timm.create_model("test_vit", num_classes=0)) == ((), ())


def test_the_synsets_of_the_bundled_cnn_are_timms_in_its_order():
    card = assets.read_card("efficientnet-lite0")
    found = named("efficientnet-lite0", card, timm.create_model("test_resnet"))
    assert list(found["synsets"]) == ImageNetInfo("imagenet-1k").label_names()


def test_a_model_of_timm_has_the_synsets_of_its_edition_of_imagenet():
    for classes, edition in ((1000, "imagenet-1k"), (11821, "imagenet-12k")):
        module = timm.create_model("test_resnet", num_classes=classes)
        known = ImageNetInfo(edition).label_names()
        assert list(named("test_resnet", {}, module)["synsets"]) == known


def test_classes_that_gather_several_synsets_have_none():
    card = assets.read_card("everyday-vit-s14")
    assert named("everyday-vit-s14", card, timm.create_model("test_vit"))["synsets"] == ()


def test_classes_that_are_given_by_synset_keep_their_ids():
    module = timm.create_model("test_resnet", num_classes=2)
    found = named("mine", {}, module, given=["n01440764", "n01443537"], own=True)
    assert found["synsets"] == ("n01440764", "n01443537")
    assert found["labels"][1].startswith("goldfish")


def test_classes_of_ones_own_model_have_no_synset_for_being_a_thousand():
    assert named("mine", {}, timm.create_model("test_resnet"), own=True)["synsets"] == ()


def test_a_configuration_that_names_synsets_tells_them():
    module = timm.create_model("test_resnet", num_classes=2)
    module.pretrained_cfg = {"label_names": ["n01440764", "n01443537"], "num_classes": 2}
    assert named("hub", {}, module)["synsets"] == ("n01440764", "n01443537")
