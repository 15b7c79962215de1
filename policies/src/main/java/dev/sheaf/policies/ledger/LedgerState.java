package dev.sheaf.policies.ledger;

import static java.util.Objects.requireNonNull;

import dev.sheaf.policies.ledger.LedgerEvent.JobSubmitted;
import dev.sheaf.policies.ledger.LedgerEvent.Restriped;
import dev.sheaf.policies.ledger.LedgerEvent.WindowAssigned;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a job's ledger remembers; it changes by events only and needs no package table,
 * so a journal can be replayed before the manifest is at hand.
 *
 * <pre>
 *   epoch of a job:  not open ──first window──► open ──last window──► assigned
 *                    assigned ──all ranks done──► consumed ──keepEpochs later──► forgotten
 *   job:             RUNNING ──last epoch consumed──► FINISHED    (Resumed leads back)
 *                    RUNNING ──sample missing──► FAILED           (Resumed leads back)
 *                    any ──Stop──► STOPPED
 * </pre>
 *
 * <p><i>Cost:</i> one bit a package and about 5 bytes an opened package, for each epoch kept.
 */
public final class LedgerState {
  /** Resumes of how many attempts are remembered. */
  private static final int MOST_ATTEMPTS = 64;

  private @Nullable JobSubmitted submitted;
  private long generation;
  private JobPhase phase = JobPhase.RUNNING;
  private String reason = "";
  private JobKnobs knobs = JobKnobs.NONE;
  private int aloneBelow;
  private String[] consumers = {};
  private final LinkedHashMap<String, Long> attempts = new LinkedHashMap<>();
  private final TreeMap<Integer, EpochLog> epochs = new TreeMap<>();
  private final TreeMap<Integer, EpochSelection> selections = new TreeMap<>();

  /** The state before anything happened. */
  public LedgerState() {}

  /** True once the job was submitted. */
  public boolean isSubmitted() {
    return submitted != null;
  }

  /** What was asked for; the job must have been submitted. */
  public JobSpec spec() {
    return submission().spec();
  }

  /** What was changed of it since. */
  public JobKnobs knobs() {
    return knobs;
  }

  /** True when windows of {@code epoch} come from a leader. */
  boolean follows(int epoch) {
    return spec().follow() != null && epoch >= aloneBelow;
  }

  /** The epochs below this one have an order of their own; 0 where no leader was ever left. */
  public int aloneBelow() {
    return aloneBelow;
  }

  /** The current generation, from 1. */
  public long generation() {
    return generation;
  }

  /** The current number of ranks. */
  public int ranks() {
    return consumers.length;
  }

  /** Where the job is in its life. */
  public JobPhase phase() {
    return phase;
  }

  /** The latest epoch of which a window is assigned; -1 before the first. */
  public int newestEpoch() {
    return epochs.isEmpty() ? -1 : epochs.lastKey();
  }

  /**
   * What a conductor needs to know of an epoch.
   *
   * @param opened packages opened, as bits
   * @param finished packages that the training loop is done with, as bits
   */
  public record Standing(int epoch, List<Long> opened, List<Long> finished) {}

  /** Where {@code epoch} stands; nothing is opened of one that is not open. */
  public Standing standing(int epoch) {
    var log = epochs.get(epoch);
    return log == null
        ? new Standing(epoch, List.of(), List.of())
        : new Standing(epoch, words(log.opened()), words(log.finished()));
  }

  /** How many batches of {@code epoch} are assigned. */
  public int assigned(int epoch) {
    var log = epochs.get(epoch);
    return log == null ? 0 : log.assigned();
  }

  /** How many packages the job's dataset has. */
  public int packages() {
    return submission().packages();
  }

  /** The packages opened in {@code epoch}, as bits; a copy. */
  public BitSet openedOf(int epoch) {
    var log = epochs.get(epoch);
    return log == null ? new BitSet() : (BitSet) log.opened().clone();
  }

  /** True when package {@code index} was opened in {@code epoch}. */
  public boolean isOpened(int epoch, int index) {
    var log = epochs.get(epoch);
    return log != null && log.opened().get(index);
  }

  /** How many samples of {@code epoch} were replaced or skipped, while it is kept. */
  public int missing(int epoch) {
    var log = epochs.get(epoch);
    return log == null ? 0 : log.missing();
  }

  private static List<Long> words(BitSet bits) {
    return Arrays.stream(bits.toLongArray()).boxed().toList();
  }

  JobSubmitted submission() {
    return requireNonNull(submitted, "the job was not submitted");
  }

  /**
   * How many global batches {@code epoch} has; where its samples are not selected yet, how many it
   * has at most.
   */
  public int batches(int epoch) {
    var selection = selections.get(epoch);
    return selection == null ? submission().batches() : selection.batches();
  }

  /** What was selected for {@code epoch}; null where it reads all, or nothing is selected yet. */
  public @Nullable EpochSelection selection(int epoch) {
    return selections.get(epoch);
  }

  /** What was selected for the epochs that are kept, oldest first. */
  public List<EpochSelection> selections() {
    return List.copyOf(selections.values());
  }

  /** True when the samples of {@code epoch} must be selected before any of its windows. */
  boolean lacksSelection(int epoch) {
    var rule = spec().importance();
    return rule != null && !rule.readsAll(epoch) && !selections.containsKey(epoch);
  }

  /** Why the job ended; empty while it runs. */
  public String reason() {
    return reason;
  }

  String consumer(int rank) {
    return consumers[rank];
  }

  @Nullable Long generationOf(String attempt) {
    return attempts.get(attempt);
  }

  @Nullable EpochLog epoch(int epoch) {
    return epochs.get(epoch);
  }

  /** The epochs kept, oldest first. */
  Iterable<EpochLog> epochs() {
    return epochs.values();
  }

  int oldestEpoch() {
    return epochs.isEmpty() ? 0 : epochs.firstKey();
  }

  /** The log of {@code epoch}, or an empty one where it is not open yet. */
  EpochLog logOrNew(int epoch) {
    var log = epochs.get(epoch);
    return log == null ? new EpochLog(epoch, batches(epoch), ranks()) : log;
  }

  /** The lowest epoch that is not wholly consumed. */
  int currentEpoch() {
    for (var log : epochs.values()) {
      if (!log.isConsumed()) {
        return log.epoch();
      }
    }
    return newestEpoch() + 1;
  }

  LedgerReply.Is describe() {
    var epoch = currentEpoch();
    var log = epochs.get(epoch);
    return new LedgerReply.Is(
        phase, reason, generation, ranks(), epoch, log == null ? 0 : log.step());
  }

  /** Changes the state by one event. */
  public void apply(LedgerEvent event) {
    switch (event) {
      case JobSubmitted e -> submit(e);
      case LedgerEvent.EpochSelected e -> selections.put(e.selection().epoch(), e.selection());
      case WindowAssigned e -> assign(e);
      case LedgerEvent.RankBound e -> consumers[e.rank()] = e.consumer();
      case LedgerEvent.RankProgressed e -> log(e.epoch()).progress(e.rank(), e.below());
      case LedgerEvent.RankFinished e -> log(e.epoch()).finish(e.rank());
      case LedgerEvent.Committed e -> log(e.epoch()).commit(e.below());
      case LedgerEvent.SamplesReplaced e -> e.replacements().forEach(log(e.epoch())::replace);
      case LedgerEvent.Resumed e -> {
        begin(e.generation(), e.attempt(), ranks());
        restart(e.epoch(), e.step());
      }
      case Restriped e -> restripe(e);
      case LedgerEvent.KnobsSet e -> knobs = e.knobs();
      case LedgerEvent.LeaderLeft e -> aloneBelow = e.below();
      case LedgerEvent.JobEnded e -> {
        phase = e.phase();
        reason = e.reason();
      }
    }
  }

  private EpochLog log(int epoch) {
    return requireNonNull(epochs.get(epoch), () -> "epoch " + epoch + " is not kept");
  }

  private void submit(JobSubmitted e) {
    if (e.orderVersion() != EpochOrder.VERSION) {
      throw new IllegalStateException(
          "orderVersion must be %d but the job's log has %d"
              .formatted(EpochOrder.VERSION, e.orderVersion()));
    }
    submitted = e;
    begin(1, "", e.spec().ranks());
  }

  private void begin(long newGeneration, String attempt, int ranks) {
    generation = newGeneration;
    phase = JobPhase.RUNNING;
    reason = "";
    consumers = new String[ranks];
    Arrays.fill(consumers, "");
    if (!attempt.isEmpty()) {
      attempts.putLast(attempt, newGeneration);
    }
    if (attempts.size() > MOST_ATTEMPTS) {
      attempts.pollFirstEntry();
    }
  }

  private void assign(WindowAssigned e) {
    var epoch = e.window().epoch();
    var log = epochs.computeIfAbsent(epoch, each -> new EpochLog(each, batches(each), ranks()));
    log.append(e.window(), e.after(), seededOrder(epoch));
    var oldest = newestEpoch() - submission().keepEpochs() + 1;
    epochs.headMap(oldest).clear();
    selections.headMap(oldest).clear();
  }

  private KeyedBijection seededOrder(int epoch) {
    var keys = new EpochKeys(spec().seed(), epoch);
    return new KeyedBijection(submission().packages(), keys.packageOrder());
  }

  private void restart(int epoch, int step) {
    for (var log : epochs.values()) {
      var stands = log.epoch() < epoch ? log.batches() : log.epoch() == epoch ? step : 0;
      log.restart(ranks(), stands);
    }
  }

  private void restripe(Restriped e) {
    begin(e.generation(), e.attempt(), e.ranks());
    epochs.tailMap(e.epoch(), false).clear();
    var log = epochs.get(e.epoch());
    if (log != null) {
      log.cut(e.step(), e.after());
      e.shortened().forEach(window -> log.append(window, e.after(), seededOrder(e.epoch())));
    }
    restart(e.epoch(), e.step());
  }

  /** A copy of this state; the job must have been submitted. */
  public LedgerSnapshot snapshot() {
    return new LedgerSnapshot(
        submission(),
        generation,
        ranks(),
        phase,
        reason,
        attempts.entrySet().stream()
            .map(each -> new LedgerSnapshot.Attempt(each.getKey(), each.getValue()))
            .toList(),
        List.of(consumers),
        epochs.values().stream().map(EpochLog::snapshot).toList(),
        selections.isEmpty() ? null : selections(),
        knobs.equals(JobKnobs.NONE) ? null : knobs,
        aloneBelow == 0 ? null : aloneBelow);
  }

  /** The state that {@code snapshot} copied. */
  public static LedgerState restore(LedgerSnapshot snapshot) {
    var state = new LedgerState();
    state.submit(snapshot.submitted());
    state.begin(snapshot.generation(), "", snapshot.ranks());
    state.phase = snapshot.phase();
    state.reason = snapshot.reason();
    state.consumers = new ArrayList<>(snapshot.consumers()).toArray(String[]::new);
    snapshot.attempts().forEach(each -> state.attempts.putLast(each.name(), each.generation()));
    var knobs = snapshot.knobs();
    state.knobs = knobs == null ? JobKnobs.NONE : knobs;
    var aloneBelow = snapshot.aloneBelow();
    state.aloneBelow = aloneBelow == null ? 0 : aloneBelow;
    var selections = snapshot.selections();
    if (selections != null) {
      selections.forEach(each -> state.selections.put(each.epoch(), each));
    }
    for (var epoch : snapshot.epochs()) {
      state.epochs.put(epoch.epoch(), EpochLog.restore(epoch, state.batches(epoch.epoch())));
    }
    return state;
  }
}
