package dev.sheaf.http.metrics;

import dev.sheaf.actors.origin.OriginPrice;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.util.Map;

/** Figures of this node that {@code /metrics} shows; counters only grow. Never blocks. */
public interface NodeFigures {
  /** Who collects spans; nobody, unless the node was told of one. */
  default OpenTelemetry telemetry() {
    return OpenTelemetry.noop();
  }

  /** GETs made to the origin. */
  long originGets();

  /** PUTs made to the origin. */
  long originPuts();

  /** Answers of the origin that asked for fewer requests. */
  long originThrottles();

  /** Packages read from their packed object. */
  long packReads();

  /** Packed objects that were found damaged and are not used. */
  long packsDamaged();

  /** Packed objects that could not be listed, read or written. */
  long packFailures();

  /** Bytes read from the origin. */
  long originBytes();

  /** What reads of datasets below {@code root} cost. */
  OriginPrice originPrice(URI root);

  /** Bytes of the package store that are in use. */
  long cacheUsedBytes();

  /** Capacity of the package store in bytes. */
  long cacheCapacityBytes();

  /** What the node's control loop measures and sets. */
  default Control control() {
    return Control.NONE;
  }

  /**
   * What a control loop measures and sets.
   *
   * @param readers reads of the origin that may run at once
   * @param bufferBytes how far the node may look ahead
   * @param stallNanosByJob how long each job's consumers waited for batches of this node
   * @param decodes samples decoded for members on this node
   * @param decodedHits samples that were there as pixels
   * @param decodedBytes pixels that are kept
   */
  record Control(
      int readers,
      long bufferBytes,
      Map<String, Long> stallNanosByJob,
      long decodes,
      long decodedHits,
      long decodedBytes) {
    /** Nothing is measured. */
    public static final Control NONE = new Control(0, 0, Map.of(), 0, 0, 0);

    /** Figures that own their map. */
    public Control {
      stallNanosByJob = Map.copyOf(stallNanosByJob);
    }
  }

  /** The Lambda tier; all zero on a node without one. */
  default Lambda lambda() {
    return Lambda.NONE;
  }

  /**
   * What this node's functions did.
   *
   * @param billedMillis of all runs that came back
   * @param costMicroUsd of the runs and their invocations
   * @param chunksLost chunks that were gone with their environments
   * @param chunksRepaired chunks that were written again
   * @param chunksCorrupt chunks that came back other than they were written
   * @param nodesLost environments that were replaced
   * @param unattributedMicroUsd of the cost, what no job was charged
   * @param gbSeconds that were billed: seconds of runs times GiB of the functions' memory
   */
  record Lambda(
      long invocations,
      long coldStarts,
      long billedMillis,
      long costMicroUsd,
      long chunksRead,
      long chunksWritten,
      long chunksLost,
      long chunksRepaired,
      long chunksCorrupt,
      long nodesLost,
      double unattributedMicroUsd,
      double gbSeconds) {
    /** There is none. */
    public static final Lambda NONE = new Lambda(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** How many of this node's functions are in which state; waits a second for them at most. */
  default Map<String, Integer> functionsByState() {
    return Map.of();
  }

  /** What memory for packages did; all zero where that is not counted. */
  default Memory memory() {
    return Memory.NONE;
  }

  /**
   * What memory for packages has and did.
   *
   * @param reservedBytes set aside for packages that are being read
   * @param heldBytes of packages that are kept for those who will ask for them
   * @param pending requests that were let in and have not ended
   * @param evictions packages that were given up, by why
   * @param aheadUnderWay packages that are being loaded before anybody asks for them
   * @param ahead loads of that kind that have ended, by how
   */
  record Memory(
      long reservedBytes,
      long heldBytes,
      int pending,
      Map<String, Long> evictions,
      long aheadUnderWay,
      Map<String, Long> ahead) {
    /** Nothing is counted. */
    public static final Memory NONE = new Memory(0, 0, 0, Map.of(), 0, Map.of());

    /** Figures that own their maps. */
    public Memory {
      evictions = Map.copyOf(evictions);
      ahead = Map.copyOf(ahead);
    }
  }

  /** Samples read from the origin, all of a package where it was read whole. */
  default long originSamples() {
    return 0;
  }

  /** The disk tier; all zero on a node without one. */
  default Disk disk() {
    return Disk.NONE;
  }

  /**
   * What a disk tier has and did.
   *
   * @param capacityBytes 0 when there is none, or it is off
   * @param reads packages read
   * @param written packages written
   * @param dropped packages that were to be written and were not
   * @param evicted packages that made room for others
   * @param errors packages that were spoiled, and faults of the disk
   */
  record Disk(
      long usedBytes,
      long capacityBytes,
      long reads,
      long written,
      long dropped,
      long evicted,
      long errors) {
    /** There is none. */
    public static final Disk NONE = new Disk(0, 0, 0, 0, 0, 0, 0);
  }
}
