package dev.sheaf.actors.dataset;

import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.books.DatasetProtocol.Reply;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.simulation.kernel.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What jobs say to a conductor, by chance: they join, open, finish, leave, come back, fall silent,
 * repeat themselves, and begin the next epoch before all of the last is finished.
 */
final class ConductorScript {
  private static final int JOBS = 5;
  private static final int MOST_OFFERED = 8;
  private static final long LEASES_END_NANOS = 65_000_000_000L;

  private final RandomStream chance;
  private final int packages;
  private final List<Job> jobs;

  /** What happens next. */
  sealed interface Step {
    /** A job speaks. */
    record Say(Command command) implements Step {}

    /** Time passes. */
    record Wait(long nanos) implements Step {}

    /** The cache nodes are others from now on. */
    record Nodes(long[] cacheBytes) implements Step {}
  }

  ConductorScript(long seed, int packages) {
    this.chance = new RandomStream(seed, "script");
    this.packages = packages;
    this.jobs = IntStream.range(0, JOBS).mapToObj(j -> new Job("job-" + j)).toList();
  }

  Step next() {
    if (chance.chance(0.05)) {
      return new Step.Wait(chance.chance(0.05) ? LEASES_END_NANOS : chance.below(3_000_000_000L));
    }
    if (chance.chance(0.01)) {
      return new Step.Nodes(nodes());
    }
    if (chance.chance(0.01)) {
      return new Step.Say(new Command.Capacity(bytes()));
    }
    if (chance.chance(0.003)) {
      return new Step.Say(new Command.LookAhead(chance.chance(0.5) ? -1 : bytes()));
    }
    if (chance.chance(0.003)) {
      return new Step.Say(new Command.Keep(Residency.NAMES.get(chance.below(6))));
    }
    if (chance.chance(0.01)) {
      return new Step.Say(
          new Command.Rank(List.of(chance.below(packages), chance.below(packages))));
    }
    return new Step.Say(jobs.get(chance.below(JOBS)).speak());
  }

  private long[] nodes() {
    var nodes = new long[chance.below(4)];
    Arrays.setAll(nodes, node -> bytes());
    return nodes;
  }

  private long bytes() {
    return (long) chance.below(packages) * PackageStore.PAGE_BYTES;
  }

  /** Lets the job that was answered know. */
  void heard(@Nullable Reply reply) {
    switch (reply) {
      case null -> {}
      case Reply.Offered offered -> job(offered.job()).open(offered.epoch(), offered.packages());
      case Reply.Unknown unknown -> job(unknown.job()).joined = false;
    }
  }

  private Job job(String name) {
    return jobs.stream().filter(job -> job.name.equals(name)).findFirst().orElseThrow();
  }

  /** A job as it knows itself. */
  private final class Job {
    private final String name;
    private final BitSet opened = new BitSet();
    private final BitSet finished = new BitSet();
    private final BitSet unfinishedBefore = new BitSet();
    private boolean joined;
    private int epoch;
    private long sequence;

    Job(String name) {
      this.name = name;
    }

    Command speak() {
      if (!joined && chance.chance(0.8)) {
        joined = true;
        return new Command.Join(name, epoch, words(opened), words(finished), ++sequence);
      }
      if (chance.chance(0.01)) {
        joined = false;
        return new Command.Leave(name);
      }
      if (chance.chance(0.02)) {
        return new Command.Opened(name, epoch, List.of(chance.below(packages)), sequence);
      }
      if (chance.chance(0.4)) {
        return finish();
      }
      return chance.chance(0.15) ? openAlone() : choose();
    }

    private Command choose() {
      var asked = opened.cardinality() == packages ? epoch + 1 : epoch;
      return new Command.Choose(name, asked, 1 + chance.below(MOST_OFFERED), ++sequence);
    }

    private Command openAlone() {
      var asked = opened.cardinality() == packages ? epoch + 1 : epoch;
      var from = asked > epoch ? 0 : opened.nextClearBit(chance.below(packages));
      var alone = List.of(from < packages ? from : opened.nextClearBit(0));
      open(asked, alone);
      return new Command.Opened(name, asked, alone, ++sequence);
    }

    void open(int in, List<Integer> these) {
      if (in > epoch) {
        unfinishedBefore.clear();
        unfinishedBefore.or(opened);
        unfinishedBefore.andNot(finished);
        opened.clear();
        finished.clear();
        epoch = in;
      }
      these.forEach(opened::set);
    }

    private Command finish() {
      var late = !unfinishedBefore.isEmpty();
      var open = new BitSet();
      open.or(late ? unfinishedBefore : opened);
      if (!late) {
        open.andNot(finished);
      }
      var done = new ArrayList<Integer>();
      open.stream().filter(index -> chance.chance(0.6)).forEach(done::add);
      done.forEach(late ? unfinishedBefore::clear : finished::set);
      return new Command.Finished(name, late ? epoch - 1 : epoch, done, ++sequence);
    }

    private static List<Long> words(BitSet bits) {
      return Arrays.stream(bits.toLongArray()).boxed().toList();
    }
  }
}
