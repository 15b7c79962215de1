package dev.sheaf.simulation.shell;

import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.books.DatasetProtocol.Reply;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochLedger;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.ledger.LedgerCommand;
import dev.sheaf.policies.ledger.LedgerEffect;
import dev.sheaf.policies.ledger.LedgerReply;
import dev.sheaf.policies.ledger.LedgerState;
import dev.sheaf.policies.ledger.Offers;
import dev.sheaf.policies.ledger.Pace;
import dev.sheaf.policies.ledger.ToldAhead;
import dev.sheaf.policies.ledger.WindowPlan;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The virtual shell of an {@link EpochLedger}, with a trainer of one rank that reads its batches in
 * order, a few ahead of the one it trains on.
 *
 * <p>As live: a window's packages are read when the batch is asked for before which they open; the
 * ledger is asked for the next window once half of the last one was read; what was consumed is said
 * once a window.
 */
public final class VirtualJob {
  private static final int KEPT_EPOCHS = 3;

  private final Timeline timeline;
  private final JobSpec spec;
  private final Training training;
  private final Cluster cluster;
  private final RandomStream chance;
  private final LedgerState state = new LedgerState();
  private final EpochLedger ledger;
  private final EpochOrder order;
  private final Pace pace = new Pace();
  private final Offers offers = new Offers();
  private final ToldAhead toldAhead = new ToldAhead();
  private final ArrayDeque<AssignedWindow> windows = new ArrayDeque<>();
  private final BitSet ready = new BitSet();
  private final int batches;
  private long sequence;
  private long asked;
  private long trained;
  private boolean busy;
  private long idleSinceNanos;
  private long stallNanos;
  private long delivered;

  /**
   * How a job trains.
   *
   * @param stepNanos time of one global batch on the accelerator
   * @param jitter the largest part by which a step is longer or shorter, by chance
   * @param prefetch how many batches are asked for ahead of the one trained on, at least 1
   */
  public record Training(long stepNanos, double jitter, int prefetch) {}

  /**
   * What a job meets.
   *
   * @param watcher is shown the ids of every window
   */
  public record Cluster(
      PackageTable table, VirtualConductor conductor, VirtualNodes nodes, WindowWatcher watcher) {}

  /** A job that was submitted and has not begun. */
  public VirtualJob(
      Timeline timeline, JobSpec spec, Training training, Cluster cluster, RandomStream chance) {
    this.timeline = timeline;
    this.spec = spec;
    this.training = training;
    this.cluster = cluster;
    this.chance = chance;
    this.ledger =
        WindowWatcher.NONE.equals(cluster.watcher())
            ? EpochLedger.withoutIds(state, cluster.table())
            : new EpochLedger(state, cluster.table());
    this.order = EpochOrder.of(spec, cluster.table());
    this.batches = (int) order.batches();
    run(new LedgerCommand.Submit(spec, KEPT_EPOCHS));
  }

  /** Begins to read and to train. */
  public void begin() {
    idleSinceNanos = timeline.now();
    go();
  }

  /** True when the last batch was trained on. */
  public boolean isOver() {
    return trained == (long) batches * spec.epochs();
  }

  /** Epochs that were trained on wholly. */
  public int epochs() {
    return (int) (trained / batches);
  }

  /** Samples of the batches that were trained on. */
  public long delivered() {
    return delivered;
  }

  /** How long the accelerator waited for a batch. */
  public long stallNanos() {
    return stallNanos;
  }

  private void go() {
    while (asked < (long) batches * spec.epochs() && asked < trained + training.prefetch()) {
      if (!ask()) {
        break;
      }
    }
    if (!busy && ready.get((int) (trained % batches)) && trained < asked) {
      train();
    }
  }

  /** Asks for one more batch; false when it cannot be assigned yet. */
  private boolean ask() {
    var epoch = (int) (asked / batches);
    var n = (int) (asked % batches);
    var window = windowOf(epoch, n);
    if (window == null) {
      return false;
    }
    asked++;
    new Reading(n).begin(window);
    askAhead(window, n);
    return true;
  }

  /** As a gateway does: what comes next is asked for before somebody waits for it. */
  private void askAhead(AssignedWindow window, int n) {
    var last = windows.peekLast();
    if (last == null || !last.covers(window.epoch(), n) || !WindowPlan.isTimeForNext(window, n)) {
      return;
    }
    var epoch = window.last() ? window.epoch() + 1 : window.epoch();
    var first = window.last() ? 0 : window.endBatch();
    if (epoch < spec.epochs()) {
      run(new LedgerCommand.NextBatch(state.generation(), epoch, 0, first, "", pace.ahead()));
    }
  }

  private @Nullable AssignedWindow windowOf(int epoch, int n) {
    var last = windows.peekLast();
    if (last == null || isBefore(last, epoch, n)) {
      run(new LedgerCommand.NextBatch(state.generation(), epoch, 0, n, "", pace.ahead()));
    }
    for (var window : windows) {
      if (window.covers(epoch, n)) {
        return window;
      }
    }
    return null;
  }

  private static boolean isBefore(AssignedWindow window, int epoch, int n) {
    return window.epoch() < epoch || (window.epoch() == epoch && window.endBatch() <= n);
  }

  /** One batch whose packages are being read. */
  private final class Reading {
    private final int batch;
    private int missing = 1;

    Reading(int batch) {
      this.batch = batch;
    }

    void begin(AssignedWindow window) {
      for (var opening : window.openings()) {
        if (opening.batch() > batch) {
          break; // They are in the order of their batches.
        }
        if (opening.batch() == batch) {
          missing++;
          cluster.nodes().read(opening.index(), this::there);
        }
      }
      there();
    }

    private void there() {
      missing--;
      if (missing == 0) {
        ready.set(batch);
        if (!busy && trained % batches == batch) {
          go();
        }
      }
    }
  }

  private void train() {
    busy = true;
    stallNanos += timeline.now() - idleSinceNanos;
    var swing = training.jitter() * (2 * chance.uniform() - 1);
    timeline.after(Math.max(1, Math.round(training.stepNanos() * (1 + swing))), this::trained);
  }

  private void trained() {
    var n = (int) (trained % batches);
    var epoch = (int) (trained / batches);
    ready.clear(n);
    delivered += order.sizeOf(n);
    trained++;
    busy = false;
    idleSinceNanos = timeline.now();
    var window = windows.peekFirst();
    if (window != null && window.epoch() == epoch && n + 1 == window.endBatch()) {
      windows.removeFirst();
      run(new LedgerCommand.Consumed(state.generation(), epoch, 0, n + 1));
    }
    go();
  }

  private @Nullable LedgerReply run(LedgerCommand command) {
    var decision = ledger.decide(command, timeline.now());
    decision.events().forEach(ledger::apply);
    decision.effects().forEach(this::run);
    if (decision.effects().stream().anyMatch(LedgerEffect.Publish.class::isInstance)) {
      lookAhead();
    }
    return decision.reply();
  }

  private void run(LedgerEffect effect) {
    switch (effect) {
      case LedgerEffect.ChooseOpenings c -> choose(c);
      case LedgerEffect.Publish(AssignedWindow window) -> {
        pace.assigned(window.batches(), batches, timeline.now());
        offers.forgetOpened(state);
        windows.addLast(window);
        cluster.watcher().assigned(spec, window, order);
      }
      case LedgerEffect.TellOpened(int epoch, List<Integer> packages) ->
          tell(new Command.Opened(spec.name(), epoch, packages, ++sequence));
      case LedgerEffect.TellFinished(int epoch, List<Integer> packages) ->
          tell(new Command.Finished(spec.name(), epoch, packages, ++sequence));
      case LedgerEffect.TellStanding standing -> join(Math.max(0, state.newestEpoch()));
      case LedgerEffect.LeaveDataset leave -> tell(new Command.Leave(spec.name()));
      case LedgerEffect.SelectSamples select ->
          throw new IllegalStateException(
              "a virtual job reads all samples, but was to select those of epoch "
                  + select.epoch());
      case LedgerEffect.AskLeader ask ->
          throw new IllegalStateException("a virtual job follows nobody, but was to ask " + ask);
    }
  }

  /** Says what a strict order will open next. */
  private void lookAhead() {
    var coming = ledger.coming(cluster.conductor().lookAheadBytes());
    for (var fresh : toldAhead.fresh(coming)) {
      tell(new Command.Opened(spec.name(), fresh.epoch(), fresh.packages(), ++sequence));
    }
  }

  private void choose(LedgerEffect.ChooseOpenings c) {
    offers.enter(c.epoch());
    var reply = askToChoose(c);
    if (reply instanceof Reply.Unknown) {
      join(c.epoch());
      reply = askToChoose(c);
    }
    var offered = reply instanceof Reply.Offered known ? known.packages() : List.<Integer>of();
    run(
        new LedgerCommand.Assign(
            state.generation(),
            c.epoch(),
            c.firstBatch(),
            pace.ahead(),
            offers.with(c.epoch(), offered)));
  }

  private @Nullable Reply askToChoose(LedgerEffect.ChooseOpenings c) {
    var lacking = offers.lacking(c.packages());
    return lacking == 0
        ? null
        : tell(new Command.Choose(spec.name(), c.epoch(), lacking, ++sequence));
  }

  private void join(int epoch) {
    offers.clear();
    toldAhead.clear();
    var standing = state.standing(epoch);
    tell(
        new Command.Join(
            spec.name(), standing.epoch(), standing.opened(), standing.finished(), ++sequence));
  }

  private @Nullable Reply tell(Command command) {
    return cluster.conductor().tell(command);
  }
}
