package dev.sheaf.policies.ledger;

import dev.sheaf.policies.books.Book;
import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The book of one job: which samples each batch gets, exactly once an epoch, and how far the
 * training loop is.
 *
 * <p>It knows no cache. Under a strict order it opens packages by seed alone; otherwise it asks for
 * offers ({@link LedgerEffect.ChooseOpenings}) and takes them with {@link LedgerCommand.Assign}.
 * Every reply that names a window follows from persisted events.
 *
 * <pre>
 *   NextBatch ──covered──► Windows
 *             ──strict──► WindowAssigned, Windows
 *             ──not selected yet──► SelectSamples … Select ──► EpochSelected
 *             ──else──► ChooseOpenings … Assign ──► WindowAssigned, Publish
 *   Consumed  ──► RankProgressed, RankFinished, Committed, JobEnded
 *   Missing   ──► SamplesReplaced or JobEnded
 *   Adjust    ──► KnobsSet
 *   Part      ──► LeaderLeft
 *   Resume    ──► Resumed (same ranks, same ids) or Restriped (the rest goes back to pending)
 * </pre>
 *
 * <p>At most two epochs are open. A rank that asks for epoch e is taken to be done with epoch e-2,
 * and one that asks for more than epoch e has, with epoch e-1: clients that never acknowledge get
 * on as well.
 */
public final class EpochLedger
    implements Book<LedgerCommand, LedgerEvent, LedgerEffect, LedgerReply> {
  /** The largest global batch, in samples. */
  public static final int MOST_GLOBAL_BATCH = 1 << 22;

  private final LedgerState state;
  private final PackageTable table;
  private final Selections selections;
  private final boolean drawsIds;
  private @Nullable EpochOrders orders;

  /** The ledger that decides about {@code state}, over the packages of {@code table}. */
  public EpochLedger(LedgerState state, PackageTable table) {
    this(state, table, Selections.NONE, true);
  }

  /** The same ledger for a job whose epochs may read only what was selected. */
  public EpochLedger(LedgerState state, PackageTable table, Selections selections) {
    this(state, table, selections, true);
  }

  /**
   * The same ledger for one who reads no ids, such as a simulation of what is read: its windows
   * have no CRC.
   */
  public static EpochLedger withoutIds(LedgerState state, PackageTable table) {
    return new EpochLedger(state, table, Selections.NONE, false);
  }

  private EpochLedger(
      LedgerState state, PackageTable table, Selections selections, boolean drawsIds) {
    this.state = state;
    this.table = table;
    this.selections = selections;
    this.drawsIds = drawsIds;
  }

  /** What the ledger remembers. */
  public LedgerState state() {
    return state;
  }

  @Override
  public Decision<LedgerEvent, LedgerEffect, LedgerReply> decide(LedgerCommand command, long now) {
    if (command instanceof LedgerCommand.Submit submit) {
      return submit(submit);
    }
    if (!state.isSubmitted()) {
      return Decision.reply(new LedgerReply.NotSubmitted());
    }
    return switch (command) {
      case LedgerCommand.Submit c -> submit(c);
      case LedgerCommand.NextBatch c -> new Assignment(state, orders()).nextBatch(c);
      case LedgerCommand.Assign c -> new Assignment(state, orders()).assign(c);
      case LedgerCommand.Select c -> new Assignment(state, orders()).select(c);
      case LedgerCommand.Lead c -> new Following(state, orders()).lead(c);
      case LedgerCommand.Part c -> new Following(state, orders()).part(c);
      case LedgerCommand.LeaderForgot c ->
          state.phase() == JobPhase.RUNNING
              ? new Following(state, orders()).forgot(c)
              : Decision.nothing();
      case LedgerCommand.Consumed c -> new Consumption(state).consumed(c);
      case LedgerCommand.Missing c -> new MissingSamples(state, orders()).missing(c);
      case LedgerCommand.Resume c -> new Resumption(state, orders()).resume(c);
      case LedgerCommand.Describe c -> Decision.reply(state.describe());
      case LedgerCommand.ReadLog c -> Decision.reply(readLog(c));
      case LedgerCommand.Adjust c -> new Adjustment(state).adjust(c);
      case LedgerCommand.Stop c -> end(JobPhase.STOPPED, c.reason());
      case LedgerCommand.Fail c -> end(JobPhase.FAILED, c.reason());
    };
  }

  @Override
  public void apply(LedgerEvent event) {
    state.apply(event);
  }

  @Override
  public List<LedgerEffect> wake(long now) {
    return state.isSubmitted() && state.phase() == JobPhase.RUNNING
        ? List.of(new LedgerEffect.TellStanding())
        : List.of();
  }

  /** Packages that will be opened in this order, all of one epoch. */
  public record Coming(int epoch, List<Integer> packages) {}

  /**
   * What a job of strict order opens next, as far as so many bytes go, over the end of the epoch
   * into the next one; nothing where the order depends on what is at hand or no package is opened.
   */
  public List<Coming> coming(long bytes) {
    var runs = state.isSubmitted() && state.phase() == JobPhase.RUNNING;
    if (!runs || state.spec().contract() != Contract.STRICT || orders().ofAll().isGlobal()) {
      return List.of();
    }
    var coming = new ArrayList<Coming>();
    var left = bytes;
    var from = Math.max(0, state.newestEpoch());
    var end = Math.min(from + 2, state.spec().epochs());
    for (int epoch = from; epoch < end && left > 0; epoch++) {
      var packages = new ArrayList<Integer>();
      var untouched = state.logOrNew(epoch).untouched(orders().ofAll());
      for (var index = untouched.next(); index >= 0 && left > 0; index = untouched.next()) {
        left -= table.sizeBytes(index);
        if (left >= 0) {
          packages.add(index);
        }
      }
      if (!packages.isEmpty()) {
        coming.add(new Coming(epoch, List.copyOf(packages)));
      }
    }
    return coming;
  }

  private EpochOrders orders() {
    var known = orders;
    if (known == null) {
      if (table.packages() != state.submission().packages()) {
        throw new IllegalStateException(
            "the job was submitted over %d packages but the table has %d"
                .formatted(state.submission().packages(), table.packages()));
      }
      known = new EpochOrders(state, table, selections, drawsIds);
      orders = known;
    }
    return known;
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> submit(LedgerCommand.Submit c) {
    if (state.isSubmitted()) {
      return Decision.reply(
          c.spec().equals(state.spec())
              ? state.describe()
              : new LedgerReply.Refused(
                  "name", "job " + c.spec().name() + " exists with another specification"));
    }
    var refusal = refusal(c);
    if (refusal != null) {
      return Decision.reply(refusal);
    }
    var batches = EpochOrder.of(c.spec(), table).batches();
    return new Draft()
        .event(
            new LedgerEvent.JobSubmitted(
                c.spec(), EpochOrder.VERSION, c.keepEpochs(), table.packages(), (int) batches))
        .effect(new LedgerEffect.TellStanding())
        .reply(new LedgerReply.Is(JobPhase.RUNNING, "", 1, c.spec().ranks(), 0, 0));
  }

  private LedgerReply.@Nullable Refused refusal(LedgerCommand.Submit c) {
    var spec = c.spec();
    if (c.keepEpochs() < 2) {
      return new LedgerReply.Refused("keepEpochs", "must be at least 2 but was " + c.keepEpochs());
    }
    if (spec.batchSize() < 1 || spec.ranks() < 1 || spec.epochs() < 1) {
      return new LedgerReply.Refused(
          "batchSize",
          "batchSize, ranks and epochs must be at least 1 but were %d, %d and %d"
              .formatted(spec.batchSize(), spec.ranks(), spec.epochs()));
    }
    if ((long) spec.batchSize() * spec.ranks() > MOST_GLOBAL_BATCH) {
      return new LedgerReply.Refused(
          "batchSize",
          "batchSize × ranks must be at most %d but was %d"
              .formatted(MOST_GLOBAL_BATCH, (long) spec.batchSize() * spec.ranks()));
    }
    if (spec.importance() != null && spec.follow() != null) {
      return new LedgerReply.Refused(
          "follow",
          "an importance job selects by its own losses and cannot follow " + spec.follow());
    }
    return refusalOfEpoch(spec);
  }

  private LedgerReply.@Nullable Refused refusalOfEpoch(JobSpec spec) {
    var planned = EpochOrder.of(spec, table);
    if (planned.selection().samples() == 0) {
      return new LedgerReply.Refused(
          "validation",
          "%d thousandths of %d samples, %s, leave nothing to read"
              .formatted(
                  spec.validationShare(),
                  table.samples(),
                  spec.heldOut() ? "held out" : "not held out"));
    }
    if (planned.batches() == 0) {
      return new LedgerReply.Refused(
          "tail",
          "drop leaves no batch: an epoch has %d samples and a global batch %d"
              .formatted(planned.selection().samples(), spec.globalBatch()));
    }
    return planned.batches() <= Integer.MAX_VALUE
        ? null
        : new LedgerReply.Refused(
            "batchSize",
            "an epoch must have at most %d batches but had %d"
                .formatted(Integer.MAX_VALUE, planned.batches()));
  }

  private LedgerReply readLog(LedgerCommand.ReadLog c) {
    if (c.epoch() < state.oldestEpoch()) {
      return new LedgerReply.TooOld(state.oldestEpoch(), 0);
    }
    var log = state.epoch(c.epoch());
    return new LedgerReply.Windows(log == null ? List.of() : log.from(Math.max(0, c.n())));
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> end(JobPhase phase, String reason) {
    var is = state.describe();
    if (is.phase() == JobPhase.STOPPED || is.phase() == phase) {
      return Decision.reply(is);
    }
    return new Draft()
        .event(new LedgerEvent.JobEnded(phase, reason))
        .effect(new LedgerEffect.LeaveDataset())
        .reply(
            new LedgerReply.Is(phase, reason, is.generation(), is.ranks(), is.epoch(), is.step()));
  }
}
