package dev.sheaf.policies.books;

import dev.sheaf.policies.books.StagingProtocol.Command;
import dev.sheaf.policies.books.StagingProtocol.Effect;
import dev.sheaf.policies.books.StagingProtocol.Event;
import dev.sheaf.policies.books.StagingProtocol.Reply;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets several jobs share one preparation of each batch: knows which loader prepares what, what is
 * staged, and which jobs still need it.
 *
 * <pre>
 *   ahead ─lease─► leased ─Put─► staged ─every job has taken it─► freed
 *                   │    ▲          │
 *                   │    └── Lost ──┘
 *                   └─LeaseOver─► leased to another loader that is not suspected
 * </pre>
 *
 * <p>Batch k goes to loader k mod L, and each job uses each batch of an epoch once, so preparing
 * costs 1/J of what it costs when each of J jobs prepares for itself. At most {@code mostStaged}
 * batches are leased or staged, so the slowest job holds up the others by no more than that. The
 * first copy of a batch that is put counts; later ones, of loaders that were thought dead, do not.
 * Nobody ever waits busily: a job that is told {@link Reply#NOT_YET} is offered the batch later.
 *
 * <p><i>Source:</i> coordinated preparation of CoorDL (Mohan et al., VLDB 2021, §4.3); leases are
 * ours, the released code does not survive a dead loader. <i>Cost:</i> O(log staged); state
 * O(staged · jobs).
 */
public final class StagingBook implements Book<Command, Event, Effect, Reply> {
  private static final int NOBODY = -1;

  private final int loaders;
  private final int mostStaged;
  private final TreeMap<Integer, Lease> leases = new TreeMap<>();
  private final TreeSet<Integer> staged = new TreeSet<>();
  private final TreeMap<Integer, BitSet> uses = new TreeMap<>();
  private final TreeMap<Integer, Integer> attempts = new TreeMap<>();
  private final TreeSet<Integer> suspected = new TreeSet<>();
  private final BitSet left = new BitSet();
  private int epoch = -1;
  private int batches;
  private int jobs;
  private int ahead;

  /** Who prepares a batch, and for the how manieth time it is given out. */
  private record Lease(int loader, int attempt) {}

  /** A book of loaders 0..loaders-1 and an empty staging place. */
  public StagingBook(int loaders, int mostStaged) {
    if (loaders < 1 || mostStaged < 1) {
      throw new IllegalArgumentException(
          "loaders and mostStaged must be at least 1 but were %d and %d"
              .formatted(loaders, mostStaged));
    }
    this.loaders = loaders;
    this.mostStaged = mostStaged;
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.BeginEpoch begin -> begin(begin);
      case Command.Put put -> put(put);
      case Command.Take take -> take(take);
      case Command.LeaseOver over -> leaseOver(over);
      case Command.Lost lost -> lost(lost);
      case Command.Leave leave -> leave(leave.job());
    };
  }

  private Decision<Event, Effect, Reply> begin(Command.BeginEpoch begin) {
    if (!over()) {
      return Decision.reply(Reply.NOT_OVER);
    }
    if (begin.epoch() <= epoch || begin.batches() < 1 || begin.jobs() < 1) {
      return Decision.reply(Reply.UNKNOWN);
    }
    var draft = new Draft(begin.epoch());
    draft.events.add(new Event.EpochBegun(begin.epoch(), begin.batches(), begin.jobs()));
    for (int batch = 0; batch < Math.min(mostStaged, begin.batches()); batch++) {
      draft.lease(batch, willing(batch, NOBODY), 1);
    }
    return draft.reply(Reply.BEGUN);
  }

  private Decision<Event, Effect, Reply> put(Command.Put put) {
    if (put.epoch() != epoch || put.batch() >= ahead || put.batch() < 0) {
      return Decision.reply(Reply.UNKNOWN);
    }
    var draft = new Draft(epoch);
    if (suspected.contains(put.loader())) {
      draft.events.add(new Event.Trusted(put.loader()));
    }
    if (!leases.containsKey(put.batch())) {
      return draft.reply(Reply.ALREADY_STAGED);
    }
    draft.events.add(new Event.Staged(put.batch()));
    draft.effects.add(new Effect.Offer(epoch, put.batch()));
    return draft.reply(Reply.STAGED);
  }

  private Decision<Event, Effect, Reply> take(Command.Take take) {
    if (take.epoch() != epoch
        || !present(take.job())
        || take.batch() < 0
        || take.batch() >= batches) {
      return Decision.reply(Reply.UNKNOWN);
    }
    var users = uses.get(take.batch());
    if (users == null ? take.batch() < ahead : users.get(take.job())) {
      return Decision.reply(Reply.ALREADY_USED);
    }
    if (!staged.contains(take.batch())) {
      return Decision.reply(Reply.NOT_YET);
    }
    var draft = new Draft(epoch);
    draft.events.add(new Event.Used(take.job(), take.batch()));
    if (lacking(take.batch()) == 1) {
      draft.free(take.batch());
    }
    return draft.reply(Reply.HERE);
  }

  private Decision<Event, Effect, Reply> leaseOver(Command.LeaseOver over) {
    var lease = leases.get(over.batch());
    if (over.epoch() != epoch || lease == null || lease.attempt() != over.attempt()) {
      return Decision.nothing();
    }
    var draft = new Draft(epoch);
    if (!suspected.contains(lease.loader())) {
      draft.events.add(new Event.Suspected(lease.loader()));
    }
    draft.lease(over.batch(), willing(over.batch(), lease.loader()), lease.attempt() + 1);
    return draft.reply(null);
  }

  private Decision<Event, Effect, Reply> lost(Command.Lost lost) {
    if (lost.epoch() != epoch || !staged.contains(lost.batch())) {
      return Decision.nothing();
    }
    var draft = new Draft(epoch);
    var attempt = attempts.getOrDefault(lost.batch(), 0) + 1;
    draft.lease(lost.batch(), willing(lost.batch(), NOBODY), attempt);
    return draft.reply(null);
  }

  private Decision<Event, Effect, Reply> leave(int job) {
    if (!present(job)) {
      return Decision.reply(Reply.UNKNOWN);
    }
    var draft = new Draft(epoch);
    draft.anybody = left.cardinality() + 1 < jobs;
    draft.events.add(new Event.Left(job));
    for (var batch : uses.keySet()) {
      if (lacking(batch) == (lacks(job, batch) ? 1 : 0)) {
        draft.free(batch);
      }
    }
    return draft.reply(null);
  }

  /**
   * Who prepares a batch: loader k mod L; when that one is suspected or has just failed, the others
   * share its batches evenly.
   */
  private int willing(int batch, int failed) {
    var trusted =
        IntStream.range(0, loaders)
            .filter(loader -> loader != failed && !suspected.contains(loader))
            .toArray();
    var usual = batch % loaders;
    if (trusted.length == 0 || (usual != failed && !suspected.contains(usual))) {
      return usual;
    }
    return trusted[batch / loaders % trusted.length];
  }

  private boolean present(int job) {
    return job >= 0 && job < jobs && !left.get(job);
  }

  private boolean lacks(int job, int batch) {
    var users = uses.get(batch);
    return users != null && present(job) && !users.get(job);
  }

  /** How many jobs still need a batch. */
  private int lacking(int batch) {
    var lacking = 0;
    for (int job = 0; job < jobs; job++) {
      lacking += lacks(job, batch) ? 1 : 0;
    }
    return lacking;
  }

  /** What is being decided; state changes only when its events are applied. */
  private final class Draft {
    private final int of;
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private int next = ahead;
    private boolean anybody = true;

    Draft(int epoch) {
      this.of = epoch;
    }

    void lease(int batch, int loader, int attempt) {
      events.add(new Event.Leased(batch, loader, attempt));
      effects.add(new Effect.Prepare(loader, of, batch, attempt));
      effects.add(new Effect.Watch(of, batch, attempt));
    }

    /** Frees a place, which the next batch takes. */
    void free(int batch) {
      events.add(new Event.Freed(batch));
      effects.add(new Effect.Free(of, batch));
      if (next < batches && anybody) {
        lease(next, willing(next, NOBODY), 1);
        next++;
      }
    }

    Decision<Event, Effect, Reply> reply(@Nullable Reply reply) {
      return new Decision<>(events, effects, reply);
    }
  }

  @Override
  public void apply(Event event) {
    switch (event) {
      case Event.EpochBegun begun -> beginEpoch(begun);
      case Event.Leased leased -> lease(leased);
      case Event.Suspected loader -> suspected.add(loader.loader());
      case Event.Trusted loader -> suspected.remove(loader.loader());
      case Event.Staged batch -> {
        leases.remove(batch.batch());
        staged.add(batch.batch());
      }
      case Event.Used used -> uses.computeIfAbsent(used.batch(), _ -> new BitSet()).set(used.job());
      case Event.Freed freed -> {
        staged.remove(freed.batch());
        leases.remove(freed.batch());
        uses.remove(freed.batch());
        attempts.remove(freed.batch());
      }
      case Event.Left job -> left.set(job.job());
    }
  }

  private void beginEpoch(Event.EpochBegun begun) {
    epoch = begun.epoch();
    batches = begun.batches();
    jobs = begun.jobs();
    ahead = 0;
    left.clear();
  }

  private void lease(Event.Leased leased) {
    staged.remove(leased.batch());
    leases.put(leased.batch(), new Lease(leased.loader(), leased.attempt()));
    uses.computeIfAbsent(leased.batch(), _ -> new BitSet());
    attempts.put(leased.batch(), leased.attempt());
    ahead = Math.max(ahead, leased.batch() + 1);
  }

  @Override
  public List<Effect> wake(long now) {
    var effects = new ArrayList<Effect>();
    leases.forEach((batch, lease) -> {
      effects.add(new Effect.Prepare(lease.loader(), epoch, batch, lease.attempt()));
      effects.add(new Effect.Watch(epoch, batch, lease.attempt()));
    });
    staged.forEach(batch -> effects.add(new Effect.Offer(epoch, batch)));
    return effects;
  }

  /** Whether every job has used every batch of the epoch, or has left. */
  public boolean over() {
    return uses.isEmpty() && (ahead == batches || left.cardinality() == jobs);
  }

  /** How many batches are leased or staged. */
  public int occupied() {
    return uses.size();
  }
}
