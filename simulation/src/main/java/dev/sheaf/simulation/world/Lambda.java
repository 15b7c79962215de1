package dev.sheaf.simulation.world;

import dev.sheaf.policies.books.FleetProtocol.Purpose;
import dev.sheaf.policies.economics.StayAwake;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** One function: its environments, what they hold, and the run that is going on. */
final class Lambda {
  /** Chunks that the environment in front holds, by key. */
  final HashMap<Long, Chunk> chunks = new HashMap<>();

  @Nullable Environment front;
  @Nullable Environment spare;
  @Nullable Run run;
  long usedBytes;

  /** When it was asked last; -1 before. */
  long askedNanos = -1;

  long meanGapNanos;
  long lastBackup;

  record Chunk(long bytes, long writtenAt) {}

  /** The memory of a function, from a cold start to its reclaim. */
  static final class Environment {
    final long instance;
    long asOfNanos;
    long lastUsed;
    boolean taken;

    Environment(long instance, long asOfNanos, long now) {
      this.instance = instance;
      this.asOfNanos = asOfNanos;
      this.lastUsed = now;
    }

    boolean lives(long now, long idleNanos) {
      return !taken && now - lastUsed <= idleNanos;
    }
  }

  /** One run of the function. */
  static final class Run {
    final long question;
    final Purpose purpose;
    final long billedFrom;
    final Environment environment;
    long endsAt;
    int asked;
    int served;
    boolean busy;
    boolean begun;

    Run(long question, Purpose purpose, long billedFrom, Environment environment) {
      this.question = question;
      this.purpose = purpose;
      this.billedFrom = billedFrom;
      this.environment = environment;
    }
  }

  /** It is asked now; the mean time between requests. */
  long asked(long now) {
    if (askedNanos >= 0) {
      meanGapNanos = StayAwake.meanGapNanos(meanGapNanos, now - askedNanos);
    }
    askedNanos = now;
    return meanGapNanos;
  }

  /** Keeps only what had been copied by this instant. */
  void keepUntil(long asOfNanos) {
    if (asOfNanos < 0) {
      chunks.clear();
      usedBytes = 0;
      return;
    }
    chunks.values().removeIf(chunk -> chunk.writtenAt() > asOfNanos);
    usedBytes = chunks.values().stream().mapToLong(Chunk::bytes).sum();
  }

  void put(long key, long bytes, long now) {
    var before = chunks.put(key, new Chunk(bytes, now));
    usedBytes += bytes - (before == null ? 0 : before.bytes());
  }

  void remove(long key) {
    var before = chunks.remove(key);
    usedBytes -= before == null ? 0 : before.bytes();
  }
}
