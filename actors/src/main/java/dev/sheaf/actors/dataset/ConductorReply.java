package dev.sheaf.actors.dataset;

import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.division.MemoryDivision.Reader;
import java.util.List;

/** What a {@code DatasetConductor} answers. */
public sealed interface ConductorReply extends ControlMessage {
  /**
   * The packages a job should open, in this order; fewer than asked for when nothing is left.
   *
   * @param sequence of the question
   */
  record Offered(String job, int epoch, List<Integer> packages, long sequence)
      implements ConductorReply {}

  /** The conductor does not know this job or epoch: it was restarted; send {@code Join}. */
  record Unknown(String job, long sequence) implements ConductorReply {}

  /**
   * So many bytes of coming packages may be told ahead; said when a job joins and when it changes.
   */
  record LookAhead(long bytes) implements ConductorReply {}

  /**
   * What the conductor holds at present.
   *
   * @param policy by which packages are kept
   * @param pinned packages pinned
   * @param held packages held, pinned or not
   * @param open packages that some job has open
   * @param capacityBytes what it may use
   * @param jobs how many jobs are active
   * @param memory its part of the cluster's memory, and why
   */
  record Standing(
      String policy, int pinned, int held, int open, long capacityBytes, int jobs, Memory memory)
      implements ConductorReply {
    /** What is held where memory is not divided. */
    public Standing(String policy, int pinned, int held, int open, long capacityBytes, int jobs) {
      this(policy, pinned, held, open, capacityBytes, jobs, Memory.UNDIVIDED);
    }
  }

  /**
   * A dataset's part of the cluster's memory.
   *
   * @param readers what is measured of the jobs that read it
   */
  record Memory(long shareBytes, long ofBytes, List<Reader> readers) implements ControlMessage {
    /** Every dataset plans with all there is. */
    public static final Memory UNDIVIDED = new Memory(0, 0, List.of());

    /** A part that owns its list. */
    public Memory {
      readers = List.copyOf(readers);
    }
  }
}
