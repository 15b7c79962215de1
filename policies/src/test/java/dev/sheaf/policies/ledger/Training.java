package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole training run in lock step: ranks that ask two gateways, repeat themselves, acknowledge
 * late, out of order or never, crash and resume from a checkpoint; a conductor that offers anything
 * or nothing; a coordinator that crashes. It remembers what was trained on along the lineage.
 */
final class Training implements CrashingShell.EffectRunner {
  private record Place(int epoch, int n) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return epoch != other.epoch ? Integer.compare(epoch, other.epoch) : n - other.n;
    }
  }

  private static final int MOST_TRIES = 400;

  private final Random random;
  private final JobSpec spec;
  private final PackageTable table;
  private final EpochOrder ofAll;
  private final TreeMap<String, SampleSelection> files = new TreeMap<>();
  private final TreeMap<Integer, EpochSelection> selected = new TreeMap<>();
  private final CrashingShell shell;
  private final List<Gateway> gateways;
  private final List<LedgerCommand> mailbox = new ArrayList<>();
  private final BitSet bad = new BitSet();
  private final @Nullable Leader leader;
  private @Nullable LedgerCommand led;

  /** What was trained on: ids of each step over all ranks, padding and stand-ins left out. */
  private final TreeMap<Place, List<Long>> trained = new TreeMap<>();

  /** What was ever served for a step, to be served again after a resume with the same ranks. */
  private final TreeMap<Place, List<Long>> served = new TreeMap<>();

  private final TreeMap<Place, TreeSet<Long>> leftOut = new TreeMap<>();
  private Place checkpoint = new Place(0, 0);
  private Place at = new Place(0, 0);
  private long generation = 1;
  private int ranks;
  private int attempts;
  private int resumesLeft = 3;

  Training(Random random, JobSpec spec, PackageTable table, double crashes) {
    this.random = random;
    this.spec = spec;
    this.table = table;
    this.ofAll = EpochOrder.of(spec, table);
    this.ranks = spec.ranks();
    this.shell = new CrashingShell(random, table, (epoch, file) -> opened(file), crashes, this);
    this.leader = spec.follow() == null ? null : new Leader(random, led(spec), table);
    this.gateways = List.of(new Gateway(this::orderOf), new Gateway(this::orderOf));
    for (int id = 0; id < table.samples(); id++) {
      bad.set(id, random.nextInt(40) == 0);
    }
  }

  private static JobSpec led(JobSpec spec) {
    return new JobSpec(
        String.valueOf(spec.follow()),
        spec.version(),
        spec.contract(),
        spec.batchSize(),
        spec.epochs(),
        spec.ranks(),
        spec.seed(),
        spec.tail(),
        spec.shuffle(),
        spec.onMissing(),
        spec.maxMissing(),
        null,
        spec.validationShare(),
        spec.heldOut(),
        0);
  }

  private SampleSelection opened(String file) {
    return Objects.requireNonNull(files.get(file), "nothing was selected as " + file);
  }

  /** The order of an epoch whose selection, if it needs one, was said; it is said once. */
  private EpochOrder orderOf(int epoch) {
    var said = shell.state().selection(epoch);
    if (said != null) {
      var before = selected.put(epoch, said);
      assertTrue(before == null || before.equals(said), "what an epoch reads must not change");
    }
    var known = selected.get(epoch);
    return known == null || known.isEverything() ? ofAll : ofAll.over(opened(known.bitmap()));
  }

  void run() {
    until(() -> shell.send(new LedgerCommand.Submit(spec, 3)), LedgerReply.Is.class);
    while (at.epoch() < spec.epochs()) {
      step();
      if (random.nextInt(5) == 0) {
        checkpoint = at;
      }
      if (resumesLeft > 0 && random.nextInt(30) == 0) {
        resume();
      }
      disturb();
    }
    finish();
    checkCoverage();
  }

  private void step() {
    if (at.n() > 0 && at.n() == orderOf(at.epoch()).batches()) {
      var rank = random.nextInt(ranks);
      var over = ask(new LedgerCommand.NextBatch(generation, at.epoch(), rank, at.n(), "", 8));
      assertEquals(new LedgerReply.EpochOver(at.epoch(), at.n()), over);
      at = new Place(at.epoch() + 1, 0);
      return;
    }
    var all = new ArrayList<Long>();
    var byRank = new TreeMap<Integer, List<Long>>();
    for (int tries = 0; byRank.size() < ranks; tries++) {
      assertTrue(tries < MOST_TRIES * ranks, "no batch at " + at);
      var rank = random.nextInt(ranks);
      var ids = byRank.containsKey(rank) ? null : tryDeliver(rank);
      if (ids != null) {
        byRank.put(rank, ids);
      }
    }
    byRank.values().forEach(all::addAll);
    var before = served.put(at, all);
    if (before != null) {
      assertEquals(before, all, "ids of " + at + " must not change");
    }
    trained.put(at, all);
    at = new Place(at.epoch(), at.n() + 1);
    acknowledge();
  }

  /** The ids that {@code rank} trains on in this step; null when it must ask again. */
  private @Nullable List<Long> tryDeliver(int rank) {
    var gateway = gateways.get(random.nextInt(2));
    var batch = gateway.batch(generation, at.epoch(), rank, at.n(), ranks);
    if (batch == null || random.nextInt(10) == 0) {
      learn(gateway, rank);
      return null;
    }
    if (hasBad(batch)) {
      report(gateway, batch);
      return null;
    }
    return counted(batch);
  }

  private void learn(Gateway gateway, int rank) {
    var ahead = 1 + random.nextInt(12);
    var consumer = random.nextBoolean() ? "" : "client-" + rank;
    var reply =
        shell.send(
            new LedgerCommand.NextBatch(generation, at.epoch(), rank, at.n(), consumer, ahead));
    take(gateway, reply);
    readMail();
  }

  private boolean hasBad(RankIds batch) {
    return Arrays.stream(batch.ids()).anyMatch(id -> bad.get((int) id));
  }

  private void report(Gateway gateway, RankIds batch) {
    var ids = Arrays.stream(batch.ids()).filter(id -> bad.get((int) id)).boxed().toList();
    ids.forEach(id -> leftOut.computeIfAbsent(at, place -> new TreeSet<>()).add(id));
    take(
        gateway,
        shell.send(new LedgerCommand.Missing(generation, at.epoch(), at.n(), ids, "is bad")));
  }

  private List<Long> counted(RankIds batch) {
    return IntStream.range(0, batch.size())
        .filter(i -> !batch.has(i, RankIds.PADDING) && !batch.has(i, RankIds.SUBSTITUTED))
        .mapToObj(batch::id)
        .toList();
  }

  private void take(Gateway gateway, @Nullable LedgerReply reply) {
    if (reply instanceof LedgerReply.Windows windows) {
      gateway.take(windows.windows());
    } else if (reply != null && !(reply instanceof LedgerReply.NotYet)) {
      fail("unexpected " + reply + " at " + at + " of generation " + generation);
    }
  }

  private void acknowledge() {
    for (int rank = 0; rank < ranks; rank++) {
      if (random.nextInt(3) > 0) {
        var below = random.nextInt(4) == 0 ? random.nextInt(at.n() + 1) : at.n();
        shell.send(new LedgerCommand.Consumed(generation, at.epoch(), rank, below));
      }
    }
  }

  private void resume() {
    resumesLeft--;
    var other = random.nextBoolean() ? ranks : otherRanks();
    var attempt = "attempt-" + attempts++;
    var command = new LedgerCommand.Resume(checkpoint.epoch(), checkpoint.n(), other, attempt);
    var reply = until(() -> shell.send(command), LedgerReply.class);
    if (reply instanceof LedgerReply.TooOld old) {
      checkpoint = new Place(old.oldestEpoch(), old.oldestStep());
      resume();
      return;
    }
    var is = (LedgerReply.Is) reply;
    assertEquals(is.generation(), generation + 1, "one generation an attempt");
    var again = until(() -> shell.send(command), LedgerReply.Is.class);
    assertEquals(is.generation(), again.generation(), "every rank may call it");
    var stale = ask(new LedgerCommand.Consumed(generation, at.epoch(), 0, at.n()));
    assertEquals(new LedgerReply.StaleGeneration(generation, is.generation()), stale);
    generation = is.generation();
    at = new Place(is.epoch(), is.step());
    trained.tailMap(at, true).clear();
    if (other != ranks && spec.contract() != Contract.STRICT) {
      served.tailMap(at, true).clear();
      leftOut.tailMap(at, true).clear();
    }
    ranks = other;
  }

  /** Who follows keeps its ranks: its leader's windows end where its own do. */
  private int otherRanks() {
    if (leader != null) {
      return ranks;
    }
    var divisors =
        IntStream.rangeClosed(1, spec.globalBatch())
            .filter(each -> spec.globalBatch() % each == 0)
            .toArray();
    return divisors[random.nextInt(divisors.length)];
  }

  /** Late, repeated and foreign messages. */
  private void disturb() {
    if (random.nextInt(4) == 0) {
      readMail();
    }
    if (generation > 1 && random.nextInt(10) == 0) {
      var zombie = new LedgerCommand.NextBatch(generation - 1, at.epoch(), 0, 0, "", 8);
      assertEquals(new LedgerReply.StaleGeneration(generation - 1, generation), ask(zombie));
    }
    if (leader != null && random.nextInt(10) == 0) {
      shell.send(new LedgerCommand.Part(at.epoch() + 1));
    }
    if (led != null && random.nextInt(4) == 0) {
      shell.send(led);
    }
    if (random.nextInt(10) == 0) {
      var early =
          new LedgerCommand.NextBatch(generation, at.epoch(), 0, at.n() + random.nextInt(9), "", 8);
      shell.send(early);
    }
  }

  @Override
  public void run(LedgerEffect effect) {
    switch (effect) {
      case LedgerEffect.ChooseOpenings e -> mailbox.add(offer(e));
      case LedgerEffect.SelectSamples e -> mailbox.add(select(e));
      case LedgerEffect.Publish e -> {
        gateways.stream()
            .filter(each -> random.nextInt(3) > 0)
            .forEach(each -> each.take(List.of(e.window())));
      }
      case LedgerEffect.TellFinished e -> {
        var known = shell.state().standing(e.epoch());
        assertTrue(e.packages().stream().allMatch(p -> bit(known.opened(), p)));
      }
      case LedgerEffect.TellOpened e -> assertTrue(new HashSet<>(e.packages()).size() > 0);
      case LedgerEffect.TellStanding e -> assertTrue(shell.state().isSubmitted());
      case LedgerEffect.AskLeader e -> {
        led = Objects.requireNonNull(leader).answer(e);
        if (random.nextInt(3) > 0) {
          mailbox.add(led);
        }
      }
      case LedgerEffect.LeaveDataset e -> assertNotNull(e);
    }
  }

  private static boolean bit(List<Long> words, int index) {
    return index >> 6 < words.size() && (words.get(index >> 6) >>> (index & 63) & 1) == 1;
  }

  /** Any of the job's samples, none too; another choice each time it is asked for. */
  private LedgerCommand select(LedgerEffect.SelectSamples e) {
    if (random.nextInt(10) == 0) {
      return new LedgerCommand.Select(e.epoch(), 0, "");
    }
    var words = new long[(int) (table.samples() + 63) / 64];
    var share = random.nextDouble();
    ofAll
        .selection()
        .forEach(id -> {
          if (random.nextDouble() < share) {
            words[(int) (id >>> 6)] |= 1L << id;
          }
        });
    var file = "selection-" + files.size();
    files.put(file, SampleSelection.of(table, SampleBits.of(words)));
    return new LedgerCommand.Select(e.epoch(), 0, file);
  }

  private LedgerCommand offer(LedgerEffect.ChooseOpenings e) {
    var offered =
        random.nextInt(4) == 0
            ? List.<Integer>of()
            : IntStream.range(0, e.packages())
                .mapToObj(i -> random.nextInt(table.packages() + 2) - 1)
                .toList();
    return new LedgerCommand.Assign(
        generation, e.epoch(), e.firstBatch(), 1 + random.nextInt(12), offered);
  }

  private void readMail() {
    Collections.shuffle(mailbox, random);
    var mails = List.copyOf(mailbox);
    mailbox.clear();
    for (var mail : mails) {
      shell.send(mail);
      if (random.nextInt(5) == 0) {
        shell.send(mail);
      }
    }
  }

  private void finish() {
    var last = spec.epochs() - 1;
    for (int rank = 0; rank < ranks; rank++) {
      var done = new LedgerCommand.Consumed(generation, last, rank, (int) orderOf(last).batches());
      until(() -> shell.send(done), LedgerReply.Done.class);
    }
    var is = (LedgerReply.Is) ask(new LedgerCommand.Describe());
    assertEquals(JobPhase.FINISHED, is.phase());
    assertEquals(new Place(spec.epochs(), 0), new Place(is.epoch(), is.step()));
  }

  private void checkCoverage() {
    for (int epoch = 0; epoch < spec.epochs(); epoch++) {
      var order = orderOf(epoch);
      var samples = order.selection().samples();
      var asked = new BitSet();
      order.selection().forEach(id -> asked.set((int) id));
      var seen = new BitSet();
      var count = 0L;
      for (int n = 0; n < order.batches(); n++) {
        var place = new Place(epoch, n);
        var ids = new ArrayList<>(trained.getOrDefault(place, List.of()));
        ids.addAll(leftOut.getOrDefault(place, new TreeSet<>()));
        ids.forEach(id -> seen.set(id.intValue()));
        count += ids.size();
      }
      assertEquals(Math.min(samples, order.batches() * spec.globalBatch()), count);
      assertEquals(count, seen.cardinality(), "each sample once in epoch " + epoch);
      seen.andNot(asked);
      assertEquals(0, seen.cardinality(), "samples not selected in epoch " + epoch);
    }
  }

  private LedgerReply ask(LedgerCommand command) {
    return until(() -> shell.send(command), LedgerReply.class);
  }

  private <R extends LedgerReply> R until(
      Supplier<@Nullable LedgerReply> question, Class<R> answer) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var reply = question.get();
      if (answer.isInstance(reply)) {
        return answer.cast(reply);
      }
      assertTrue(reply == null, () -> "unexpected " + reply);
    }
    return fail("no answer after " + MOST_TRIES + " tries");
  }
}
