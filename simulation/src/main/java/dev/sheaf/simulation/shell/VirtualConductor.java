package dev.sheaf.simulation.shell;

import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.books.DatasetProtocol.Effect;
import dev.sheaf.policies.books.DatasetProtocol.Reply;
import dev.sheaf.simulation.kernel.Timeline;
import org.jspecify.annotations.Nullable;

/** The virtual shell of a {@link DatasetBook}: runs its holds and releases on the nodes. */
public final class VirtualConductor {
  private static final long TICK_NANOS = 2_000_000_000L;

  private final Timeline timeline;
  private final DatasetBook book;
  private final PackageHolder nodes;
  private boolean ended;

  /** The conductor of {@code nodes}, with all of their capacity. */
  public VirtualConductor(Timeline timeline, DatasetBook book, PackageHolder nodes) {
    this.timeline = timeline;
    this.book = book;
    this.nodes = nodes;
  }

  /** Says how much the nodes hold, and begins to look after leases while {@code jobs} are left. */
  public void begin(long capacityBytes) {
    tell(new Command.Capacity(capacityBytes));
    tick();
  }

  private void tick() {
    tell(new Command.Tick());
    if (!ended) {
      timeline.after(TICK_NANOS, this::tick);
    }
  }

  /** No more ticks. */
  public void end() {
    ended = true;
  }

  /** Decides on a command, and gives the reply if there is one. */
  public @Nullable Reply tell(Command command) {
    var decision = book.decide(command, timeline.now());
    decision.events().forEach(book::apply);
    for (var effect : decision.effects()) {
      switch (effect) {
        case Effect.Hold(int index, boolean pinned) -> nodes.hold(index, pinned);
        case Effect.Load(int index, boolean pinned, String job, int epoch) ->
            nodes.load(index, pinned);
        case Effect.Release(int index) -> nodes.release(index);
      }
    }
    return decision.reply();
  }

  /** Says again what is to be held: partitions have moved and forgotten. */
  public void remind() {
    for (var effect : book.wake(timeline.now())) {
      if (effect instanceof Effect.Hold(int index, boolean pinned)) {
        nodes.hold(index, pinned);
      }
    }
  }

  /** How many bytes a job may tell ahead. */
  public long lookAheadBytes() {
    return book.lookAheadBytes();
  }

  /** How many packages are to stay at present. */
  public int heldPackages() {
    return book.heldPackages();
  }

  /** The book's own figures. */
  public DatasetBook.Summary summary() {
    return book.summary();
  }
}
