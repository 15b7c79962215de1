package dev.sheaf.actors.dataset;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.division.JobProfile;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.List;

/**
 * What a {@code DatasetConductor} is told and asked; its entity id is {@code dataset@hash}.
 *
 * <p>A job speaks with a rising {@code sequence}; an older one than the last is ignored.
 */
public sealed interface ConductorCommand extends ControlMessage {
  /** The name of the entity kind. */
  String KIND = "dataset-conductor";

  /** The entity id of the conductor of {@code version}. */
  static String idOf(DatasetVersion version) {
    return version.dataset() + "@" + version.hash();
  }

  /**
   * Says where a job stands, whole; the first word of a job and the answer to {@link
   * ConductorReply.Unknown}.
   *
   * @param opened bit {@code p & 63} of word {@code p >> 6} is set when package p was opened in
   *     this epoch
   * @param finished the same for packages that the training loop is done with
   * @param manner how it reads
   */
  record Join(
      String job,
      int epoch,
      List<Long> opened,
      List<Long> finished,
      long sequence,
      Manner manner,
      ActorRef<ConductorReply> replyTo)
      implements ConductorCommand {
    /** A job that opens packages, which may be fetched ahead for it. */
    public Join(
        String job,
        int epoch,
        List<Long> opened,
        List<Long> finished,
        long sequence,
        ActorRef<ConductorReply> replyTo) {
      this(job, epoch, opened, finished, sequence, Manner.DEFAULT, replyTo);
    }
  }

  /**
   * How a job reads.
   *
   * @param opensPackages false when it reads samples from everywhere all the time
   * @param ahead false when nothing is to be fetched before its batches ask
   */
  record Manner(boolean opensPackages, boolean ahead) {
    /** By packages, which may be fetched ahead. */
    public static final Manner DEFAULT = new Manner(true, true);
  }

  /**
   * Asks which packages the job should open next; answers {@link ConductorReply.Offered} or {@link
   * ConductorReply.Unknown}. What is offered counts as opened.
   *
   * @param packages how many the job wants at most
   */
  record Choose(
      String job, int epoch, int packages, long sequence, ActorRef<ConductorReply> replyTo)
      implements ConductorCommand {}

  /** Says which packages a job opened without being offered them (strict order, or alone). */
  record Opened(String job, int epoch, List<Integer> packages, long sequence)
      implements ConductorCommand {}

  /**
   * Says which packages, as bits, the job needs nothing of in this epoch: nothing of them is
   * selected, or nothing but what derived packages hold.
   */
  record Pass(String job, int epoch, List<Long> packages, long sequence)
      implements ConductorCommand {
    /** A command that owns its list. */
    public Pass {
      packages = List.copyOf(packages);
    }
  }

  /**
   * Says that a job has begun {@code epoch} and its losses of those before are to count, with this
   * weight, 0..1, among the dataset's jobs.
   */
  record Losses(String job, int epoch, double weight) implements ConductorCommand {}

  /** The samples were ranked that this conductor had ranked; {@code high} names a file. */
  record Ranked(List<Integer> mostImportant, String high) implements ConductorCommand {
    /** A command that owns its list. */
    public Ranked {
      mostImportant = List.copyOf(mostImportant);
    }
  }

  /** Says which packages the training loop is done with in this epoch; claims on them end. */
  record Finished(String job, int epoch, List<Integer> packages, long sequence)
      implements ConductorCommand {}

  /** Says that a job ended; its claims end with it. */
  record Leave(String job) implements ConductorCommand {}

  /** Says how many bytes the cache nodes can give to this dataset; asked for at every change. */
  record Capacity(long capacityBytes) implements ConductorCommand {}

  /**
   * Says how many bytes a node wants to be looked ahead, as its tuner finds; the most of what nodes
   * say counts, and what none says again for a while counts no more. Not heard where the settings
   * name a number.
   */
  record LookAhead(String node, long bytes) implements ConductorCommand {}

  /**
   * Says which part of the cluster's memory the dataset has.
   *
   * @param bytes its part
   * @param ofBytes all of it
   */
  record Share(long bytes, long ofBytes) implements ConductorCommand {}

  /**
   * Says what a job's consumers did on a node since that was last said.
   *
   * @param priority of the job at present
   */
  record Measured(String job, int priority, JobProfile.Interval interval)
      implements ConductorCommand {}

  /** Says by which policy packages are kept from now on; empty: the node's default. */
  record Keep(String policy) implements ConductorCommand {}

  /**
   * Says which packages are worth most to the jobs, the first one more than all others; used by the
   * policies that go by importance. As many as the cache holds are enough.
   */
  record Rank(List<Integer> mostImportant) implements ConductorCommand {
    /** A command that owns its list. */
    public Rank {
      mostImportant = List.copyOf(mostImportant);
    }
  }

  /** Asks for a summary of what is pinned and open; answers {@link ConductorReply.Standing}. */
  record Observe(ActorRef<ConductorReply> replyTo) implements ConductorCommand {}

  /** A timer of the conductor itself: repeats what is still owed to the partitions. */
  record Remind() implements ConductorCommand {}
}
