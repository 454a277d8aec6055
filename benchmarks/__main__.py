"""`python -m benchmarks --help` names them all: run one, print its table."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def main() -> None:
    """Medians of rounds; compare within a table, trust ratios."""


@main.command()
@click.option("--seconds", default=6, show_default=True, help="Of load, for each endpoint in each round.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--connections", default=16, show_default=True)
def callbacks(seconds: int, rounds: int, connections: int) -> None:
    """A WeCom callback verified, stored and acknowledged, beside a bare Flask endpoint on the same server."""
    from benchmarks.callbacks import run

    click.echo(run(seconds=seconds, rounds=rounds, connections=connections))


@main.command()
@click.option("--messages", default=200, show_default=True)
@click.option("--runs", default=15, show_default=True)
def tap(messages: int, runs: int) -> None:
    """From the tap on 「同步本次聊天」 to the draft: our own time, without the platform's."""
    from benchmarks.tap import run

    click.echo(run(messages=messages, runs=runs))


@main.command()
@click.option("--calls", default=60, show_default=True, help="Of each kind, in each round.")
@click.option("--rounds", default=3, show_default=True)
def wire(calls: int, rounds: int) -> None:
    """Send, update and click on each platform's simulator, and a burst against each platform's own limits."""
    from benchmarks.wire import run

    click.echo(run(calls=calls, rounds=rounds))


@main.command()
@click.option("--lines", default=2000, show_default=True)
@click.option("--rounds", default=9, show_default=True)
def paste(lines: int, rounds: int) -> None:
    """A pasted chat read into its messages, and whether time grows with the length only."""
    from benchmarks.paste import run

    click.echo(run(lines=lines, rounds=rounds))


@main.command()
def singles() -> None:
    """Our labelled single texts, read: right values by kind, the part that was looked at and the one that was not."""
    from benchmarks.singles import run

    click.echo(run())


@main.command()
def shorts() -> None:
    """Our labelled short chats, understood: facts by field, the part that was looked at and the one that was not."""
    from benchmarks.shorts import run

    click.echo(run())


@main.command()
def memory() -> None:
    """Every process of the demo after one played story's worth of start-up."""
    from benchmarks.memory import run

    click.echo(run())


@main.command()
@click.option("--rounds", default=1, show_default=True, help="Of timing each screenshot of 1080×2400.")
def screens(rounds: int) -> None:
    """Our forty chat screenshots, read: right sides, exact texts, seconds."""
    from benchmarks.screens import run

    click.echo(run(rounds=rounds))


@main.command()
@click.option("--every", type=click.IntRange(1), default=1, show_default=True, help="Of the pages that were looked at.")
def papers(every: int) -> None:
    """Our quotations and name cards, read: right values, seconds."""
    from benchmarks.papers import run

    click.echo(run(every=every))


@main.command()
@click.option(
    "--messages", type=click.IntRange(6000), default=20_000, show_default=True, help="Of the chats that are made for the speed."
)
@click.option("--rounds", default=5, show_default=True)
def extraction(messages: int, rounds: int) -> None:
    """Our annotated chats understood: precision, recall, F1; and the speed beside a bare segmenter."""
    from benchmarks.extraction import run

    click.echo(run(messages=messages, rounds=rounds))


@main.command()
@click.option("--messages", default=4000, show_default=True, help="Of the chats that are made for the speed.")
@click.option("--rounds", default=3, show_default=True)
def peers(messages: int, rounds: int) -> None:
    """The open tools beside us on our own chats, in one run: `pip install -e '.[peers]'` brings them."""
    from benchmarks.peers import run

    click.echo(run(messages=messages, rounds=rounds))


@main.command()
def learn() -> None:
    """Teaches the models behind the rules again, from our chats and lines: `pip install -e '.[learn]'` brings what it needs."""
    from benchmarks import judges as of_mentions
    from benchmarks.learn import run

    click.echo(run())
    click.echo(of_mentions.run([]))


@main.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Keeps what each set of models was taught; empty at first.",
)
def folds(folder: Path) -> None:
    """Chats understood by models taught without them: taught five times as by `learn`, then scored in two minutes."""
    from benchmarks.folds import run

    click.echo(run(folder))


@main.command(hidden=True)
@click.argument("letters")
def answers(letters: str) -> None:
    """What is understood of the development files that begin with one of these letters, a line of JSON a chat."""
    from benchmarks.folds import answers as told

    click.echo(told(letters))


@main.command()
@click.argument("labels", nargs=-1)
def judges(labels: tuple[str, ...]) -> None:
    """Teaches only the judges of single mentions, all or those named; the same extra."""
    from benchmarks.judges import run

    click.echo(run(labels))


@main.command()
@click.option("--minutes", type=float, default=10, show_default=True)
@click.option("--seed", default=1, show_default=True)
def fuzz(minutes: float, seed: int) -> None:
    """Random and hostile chats against the extractor; prints each that does harm."""
    from benchmarks.fuzz import run

    click.echo(run(minutes=minutes, seed=seed))


@main.command(hidden=True)
def bare() -> None:
    """The bare endpoint, under the product's own server settings."""
    from benchmarks.bare import serve

    serve()


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
