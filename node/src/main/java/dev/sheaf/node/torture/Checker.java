package dev.sheaf.node.torture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what clients saw against what was promised: the promises of {@link Promise}, each counted
 * by how often it was broken, with the first cases in words.
 *
 * <p>It knows the files as they were written, and nothing of the nodes. One lock, no waiting.
 */
final class Checker {
  private static final int CASES = 8;
  private static final int KEPT_EPOCHS = 3;

  private final Map<Promise, Long> broken = new EnumMap<>(Promise.class);
  private final List<String> cases = new ArrayList<>();
  private final Map<String, JobSeen> jobs = new HashMap<>();
  private long jobsAccepted;
  private long batchesGiven;
  private long checkpoints;
  private long released;
  private long samplesHeld;
  private long epochsHeld;
  private long setBack;

  /** A job that is watched: which samples it must get, by how many ranks. */
  private static final class JobSeen {
    final Samples samples;
    final int ranks;
    final Map<Integer, EpochSeen> epochs = new TreeMap<>();
    final Position[] acked;

    JobSeen(Samples samples, int ranks) {
      this.samples = samples;
      this.ranks = ranks;
      this.acked = new Position[ranks];
      Arrays.fill(acked, Position.START);
    }
  }

  /** What a job saw in an epoch. */
  private static final class EpochSeen {
    final Map<BatchName, List<Long>> batches = new HashMap<>();
    final BitSet samples = new BitSet();
    int ranksDone;
  }

  private record BatchName(int rank, int n) {}

  /** Watches a job from its beginning. */
  synchronized void watch(String job, int ranks, Samples samples) {
    jobs.put(job, new JobSeen(samples, ranks));
  }

  /** A client was given a batch, whole or not. */
  synchronized void given(BatchSeen batch) {
    var job = job(batch.job());
    for (var frame : batch.frames()) {
      if (frame.bytes() != null) {
        samplesHeld++;
        var wrong = job.samples.wrong(frame.id(), frame.label(), frame.copy());
        if (!wrong.isEmpty()) {
          breaks(Promise.WRONG_BYTES, batch.name() + ": " + wrong);
        }
      }
    }
    var epoch = job.epochs.computeIfAbsent(batch.epoch(), _ -> new EpochSeen());
    var known = epoch.batches.putIfAbsent(new BatchName(batch.rank(), batch.n()), batch.ids());
    if (known == null) {
      batchesGiven += batch.whole() ? 1 : 0;
      once(epoch, batch);
    } else if (!known.equals(batch.ids())) {
      breaks(
          Promise.DUAL_OWNERS,
          batch.name() + " was " + known + " and then " + batch.ids() + ", by " + batch.by());
    }
  }

  private void once(EpochSeen epoch, BatchSeen batch) {
    for (var frame : batch.frames()) {
      if (!frame.padding()) {
        if (epoch.samples.get((int) frame.id())) {
          breaks(Promise.DUPLICATES, batch.name() + " has sample " + frame.id() + " once more");
        }
        epoch.samples.set((int) frame.id());
      }
    }
  }

  /** A rank was told that it has had its last batch of an epoch. */
  synchronized void epochOver(String name, int epochNumber, int rank) {
    var job = job(name);
    var epoch = job.epochs.computeIfAbsent(epochNumber, _ -> new EpochSeen());
    epoch.ranksDone++;
    if (epoch.ranksDone == job.ranks) {
      epochsHeld++;
      var missing = job.samples.count() - epoch.samples.cardinality();
      if (missing != 0) {
        breaks(
            Promise.MISSING,
            missing,
            "%s epoch %d, ended by rank %d: %d samples never came"
                .formatted(name, epochNumber, rank, missing));
      }
      job.epochs.keySet().removeIf(old -> old <= epochNumber - KEPT_EPOCHS);
    }
  }

  /** A client was told that its job is accepted. */
  synchronized void accepted() {
    jobsAccepted++;
  }

  /** A client was given a token that a training checkpoint is to hold. */
  synchronized void checkpoint() {
    checkpoints++;
  }

  /** A rank was told that it has consumed so much. */
  synchronized void acked(String name, int rank, Position at) {
    released++;
    var acked = job(name).acked;
    if (acked[rank].compareTo(at) < 0) {
      acked[rank] = at;
    }
  }

  /** What all ranks of a job have had acknowledged by now. */
  synchronized Position acked(String name) {
    return List.of(job(name).acked).stream().min(Position::compareTo).orElse(Position.START);
  }

  /**
   * A job says how far it is; it was asked when {@code acked} was acknowledged already.
   *
   * <p>Ends of epochs are in the journal before they are acknowledged. Within an epoch the journal
   * knows windows, and a coordinator that was lost may come back at the start of one: the trainer's
   * own checkpoint says more, and no batch changes by it. That is counted, and is no loss.
   */
  synchronized void state(String name, Position now, Position acked) {
    if (now.epoch() < acked.epoch()) {
      breaks(Promise.LOST_ACKS, name + " is at " + now + ", but " + acked + " was acknowledged");
    } else if (now.compareTo(acked) < 0) {
      setBack += acked.step() - now.step();
    }
  }

  /** A promise was not kept. */
  synchronized void breaks(Promise promise, String how) {
    breaks(promise, 1, how);
  }

  private void breaks(Promise promise, long times, String how) {
    var before = broken.merge(promise, times, Long::sum) - times;
    if (before < CASES) {
      cases.add(promise.key() + ": " + how);
    }
  }

  /** How often each promise was broken. */
  synchronized Map<Promise, Long> broken() {
    var all = new EnumMap<Promise, Long>(Promise.class);
    for (var promise : Promise.values()) {
      all.put(promise, broken.getOrDefault(promise, 0L));
    }
    return all;
  }

  /** The first cases of each, in words. */
  synchronized List<String> cases() {
    return List.copyOf(cases);
  }

  /** What was held against the promises. */
  synchronized Held held() {
    var acknowledged = new Acknowledged(jobsAccepted, batchesGiven, checkpoints);
    return new Held(acknowledged, samplesHeld, epochsHeld, released, setBack);
  }

  /** What clients were told that it is, and must be so ever after. */
  record Acknowledged(long jobs, long batches, long checkpoints) {
    long all() {
      return jobs + batches + checkpoints;
    }
  }

  /**
   * How much was looked at.
   *
   * @param released batches that were said to be consumed
   * @param setBack those of them in an open window of which a lost coordinator forgot it
   */
  record Held(Acknowledged acknowledged, long samples, long epochs, long released, long setBack) {}

  private JobSeen job(String name) {
    @Nullable JobSeen job = jobs.get(name);
    if (job == null) {
      throw new IllegalArgumentException("job " + name + " is not watched");
    }
    return job;
  }
}
