package dev.sheaf.simulation.world;

import dev.sheaf.policies.books.FleetBook;
import dev.sheaf.policies.books.StripeBook;
import dev.sheaf.policies.books.StripeProtocol.Command;
import dev.sheaf.policies.books.StripeProtocol.Effect;
import dev.sheaf.policies.books.StripeProtocol.Reply;
import dev.sheaf.policies.placement.SlotTable;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.simulation.invariant.Invariants;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.world.FunctionHost.Transfer;
import dev.sheaf.simulation.world.NodeLines.End;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * A read-through cache in Lambda memory: the virtual shell of {@link StripeBook}.
 *
 * <p>A read takes chunks from their nodes and ends with the d-th of them; what is absent, or has
 * lost too many chunks, is read from the origin and stored. A read that met lost chunks but could
 * be answered writes them again.
 */
public final class LambdaCache {
  private static final long CHUNKS_OF_A_STRIPE = 64;

  private final Timeline timeline;
  private final StripeBook book;
  private final SlotTable slots;
  private final Settings settings;
  private final Bill bill;
  private final Invariants invariants;
  private final FunctionHost host;
  private final NodeLines lines;
  private final ArrayDeque<Read> open = new ArrayDeque<>();
  private final ArrayDeque<Effect.Restore> restores = new ArrayDeque<>();
  private int restoring;
  private long restored;
  private long rebuilt;
  private long nodesLost;

  /**
   * How the cache reads.
   *
   * @param readAll whether every chunk is asked for, or only d of them and further ones as those
   *     fail
   * @param mostRestores how many repairs go on at once
   */
  public record Settings(StripeCode code, boolean readAll, int mostRestores, Origin origin) {}

  /** How a read ended. */
  public enum Ending {
    /** From the fleet. */
    HIT,
    /** From the origin: it was not in the fleet. */
    MISS,
    /** From the origin: too many of its chunks were lost. */
    RESET
  }

  private static final class Read {
    private final long object;
    private final long sizeBytes;
    private final long startedNanos;
    private final BiConsumer<Ending, Long> whenEnded;
    private boolean ended;

    Read(long object, long sizeBytes, long startedNanos, BiConsumer<Ending, Long> whenEnded) {
      this.object = object;
      this.sizeBytes = sizeBytes;
      this.startedNanos = startedNanos;
      this.whenEnded = whenEnded;
    }
  }

  /** The chunks of one read: how many are still to come, and which were not asked for yet. */
  private static final class Gathering {
    private final Read read;
    private final Reply.Resident resident;
    private final ArrayDeque<Integer> unasked;
    private int awaited;
    private int came;

    Gathering(Read read, Reply.Resident resident) {
      this.read = read;
      this.resident = resident;
      this.unasked = new ArrayDeque<>(resident.chunks());
    }
  }

  /** The parts that a cache is made of. */
  public record Parts(
      Timeline timeline,
      StripeBook book,
      FleetBook fleet,
      FunctionHost host,
      Bill bill,
      Invariants invariants) {}

  /** A cache that holds nothing. */
  public LambdaCache(Parts parts, Settings settings) {
    this.timeline = parts.timeline();
    this.book = parts.book();
    this.slots = SlotTable.even(parts.host().nodes());
    this.bill = parts.bill();
    this.host = parts.host();
    this.invariants = parts.invariants();
    this.settings = settings;
    this.lines = new NodeLines(timeline, parts.fleet(), host, this::lost);
  }

  /** Reads an object; {@code whenEnded} hears how and after how many nanoseconds. */
  public void read(long object, long sizeBytes, BiConsumer<Ending, Long> whenEnded) {
    var read = new Read(object, sizeBytes, timeline.now(), whenEnded);
    open.add(read);
    switch (tell(new Command.Find(object))) {
      case Reply.Resident resident -> gather(new Gathering(read, resident));
      case Reply.Broken broken -> fromOrigin(read, Ending.RESET);
      case Reply.Absent absent -> fromOrigin(read, Ending.MISS);
      case Reply.Write write -> throw new IllegalStateException("nothing was to be written");
      case Reply.Full full -> throw new IllegalStateException("nothing was to be written");
      case Reply.TooLarge large -> throw new IllegalStateException("nothing was to be written");
      case Reply.Noted noted -> throw new IllegalStateException("a search finds or does not");
    }
  }

  private void gather(Gathering gathering) {
    var ask = settings.readAll() ? gathering.unasked.size() : settings.code().data();
    gathering.awaited = ask;
    for (int i = 0; i < ask; i++) {
      ask(gathering);
    }
  }

  private void ask(Gathering gathering) {
    var resident = gathering.resident;
    int chunk = gathering.unasked.remove();
    lines.submit(
        resident.nodes().get(chunk),
        new Transfer(key(resident.stripe(), chunk), resident.chunkBytes(), false),
        end -> chunkEnded(gathering, chunk, end));
  }

  private void chunkEnded(Gathering gathering, int chunk, End end) {
    var resident = gathering.resident;
    var object = gathering.read.object;
    gathering.awaited--;
    if (end == End.DONE) {
      if (++gathering.came == settings.code().data()) {
        end(gathering.read, Ending.HIT);
      }
    } else {
      if (end == End.MISSING) {
        invariants.require(
            "ResidentMeansReadable",
            !book.readable(object, resident.stripe(), chunk),
            () ->
                "chunk %d of object %d is believed to be on node %d, which answered without it"
                    .formatted(chunk, object, resident.nodes().get(chunk)));
      }
      if (!gathering.unasked.isEmpty()) {
        gathering.awaited++;
        ask(gathering);
      }
    }
    if (gathering.awaited == 0) {
      gathered(gathering);
    }
  }

  private void gathered(Gathering gathering) {
    if (gathering.came < settings.code().data()) {
      fromOrigin(gathering.read, Ending.RESET);
      return;
    }
    rebuild(gathering.read.object, gathering.resident.stripe());
  }

  private void rebuild(long object, long stripe) {
    if (tell(new Command.Rebuild(object, stripe)) instanceof Reply.Write write) {
      rebuilt += write.chunks().size();
      write(object, write);
    }
  }

  private void fromOrigin(Read read, Ending ending) {
    bill.originRead(read.sizeBytes);
    timeline.after(
        settings.origin().readNanos(read.sizeBytes),
        () -> {
          end(read, ending);
          var store = new Command.Store(read.object, read.sizeBytes, settings.code(), slots, true);
          if (tell(store) instanceof Reply.Write write) {
            write(read.object, write);
          }
        });
  }

  private void write(long object, Reply.Write write) {
    for (int chunk : write.chunks()) {
      int node = write.nodes().get(chunk);
      var transfer = new Transfer(key(write.stripe(), chunk), write.chunkBytes(), true);
      warm(node);
      lines.submit(node, transfer, end -> written(object, write, chunk, end));
    }
  }

  private void written(long object, Reply.Write write, int chunk, End end) {
    int node = write.nodes().get(chunk);
    if (end != End.DONE) {
      tell(new Command.NotWritten(object, write.stripe(), chunk));
      return;
    }
    if (tell(new Command.Written(object, write.stripe(), chunk)) instanceof Reply.Absent) {
      host.forget(node, key(write.stripe(), chunk));
    }
    // Room is reserved before a chunk is sent, so what the node holds now can only be too much if
    // the book counts wrongly.
    invariants.require(
        "BytesNeverExceedCapacity",
        host.usedBytes(node) <= book.capacityBytes(),
        () -> "node %d holds %d bytes".formatted(node, host.usedBytes(node)));
  }

  private void lost(int node, long asOfNanos) {
    var before = book.usedBytes(node);
    tell(new Command.Lost(node, asOfNanos));
    nodesLost += before == book.usedBytes(node) ? 0 : 1;
    warm(node);
  }

  private void warm(int node) {
    lines.holds(node, book.holdsSomething(node));
  }

  private void end(Read read, Ending ending) {
    read.ended = true;
    timeline.note(read.object, timeline.now() - read.startedNanos);
    read.whenEnded.accept(ending, timeline.now() - read.startedNanos);
  }

  private Reply tell(Command command) {
    var decision = book.decide(command, timeline.now());
    for (var event : decision.events()) {
      book.apply(event);
    }
    for (var effect : decision.effects()) {
      switch (effect) {
        case Effect.Forget forget -> {
          host.forget(forget.node(), key(forget.stripe(), forget.chunk()));
          warm(forget.node());
        }
        case Effect.Restore restore -> {
          restores.add(restore);
          restore();
        }
      }
    }
    return Objects.requireNonNull(decision.reply(), "the book answers everything");
  }

  private void restore() {
    while (restoring < settings.mostRestores() && !restores.isEmpty()) {
      var next = restores.remove();
      var sizeBytes = book.sizeBytes(next.object(), next.stripe());
      if (sizeBytes > 0) {
        restoring++;
        restored++;
        bill.originRead(sizeBytes);
        timeline.after(
            settings.origin().readNanos(sizeBytes),
            () -> {
              restoring--;
              rebuild(next.object(), next.stripe());
              restore();
            });
      }
    }
  }

  /** The start of the oldest read that has not ended; now when all have. */
  public long oldestOpenNanos() {
    while (!open.isEmpty() && open.element().ended) {
      open.remove();
    }
    return open.isEmpty() ? timeline.now() : open.element().startedNanos;
  }

  /** What was lost and mended so far. */
  public Repairs repairs() {
    return new Repairs(nodesLost, restored, rebuilt);
  }

  /**
   * What was lost and mended.
   *
   * @param nodesLost how often a node that held something was found to have lost it
   * @param objectsRestored read from the origin because a chunk was lost, not because asked for
   * @param chunksRebuilt chunks written again
   */
  public record Repairs(long nodesLost, long objectsRestored, long chunksRebuilt) {}

  private static long key(long stripe, int chunk) {
    return stripe * CHUNKS_OF_A_STRIPE + chunk;
  }
}
