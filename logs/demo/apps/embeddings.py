"""The indexer: embeds product texts and help pages in batches, mostly at night."""

from collections.abc import Iterator

from .. import models
from ..call import Call, Scene
from ..shop import PRODUCTS
from .knowledge import PASSAGES

_PAGES = tuple(PASSAGES.values())


def session(scene: Scene) -> Iterator[Call]:
    rng = scene.rng
    model = models.GEMINI_EMBEDDING if rng.random() < 0.35 else models.GPT_EMBEDDING
    run = f"index-{scene.now:%Y%m%d}-{rng.randrange(100):02d}"
    for batch in range(rng.randint(1, 3)):
        products = rng.sample(PRODUCTS, rng.randint(4, 12))
        texts = [f"{product.name}. {product.about}. {product.price:.2f} EUR" for product in products]
        if rng.random() < 0.4:
            texts += rng.sample(_PAGES, rng.randint(2, 5))
        yield Call(
            model=model,
            pause_s=rng.uniform(0.1, 0.9),
            fields={
                "log_type": "embedding",
                "input": texts,  # the vectors go to the index and are not logged
                "group_identifier": run,
                "metadata": {
                    "index": "products",
                    "batch": batch,
                    "texts": len(texts),
                    "full_rebuild": rng.random() < 0.1,
                },
            },
        )
