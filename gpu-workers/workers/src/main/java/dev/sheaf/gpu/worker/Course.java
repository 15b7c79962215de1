package dev.sheaf.gpu.worker;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a member of an ensemble is trained: epoch by epoch, each ended by a checkpoint and a score on
 * the held-out samples.
 *
 * @param attempt names this life of the member; the same one resumes its job once
 * @param heldOutJob a job of one epoch whose samples are predicted after every epoch
 * @param heldOutReader the name by which all members read that job
 * @param seed tells the held-out samples that are fitted on from those that are judged on
 * @param maxRestarts how often its process is replaced
 * @param profileSteps after so many steps its pace is told, and it is saved; 0 = never
 * @param best file with the checkpoint whose score was best
 * @param predictions file with what it predicted then
 * @param sharedJob the job in whose order members of a node are fed together; null where each reads
 *     for itself
 * @param bagging whether it counts each sample as often as its own draw says
 * @param snapshots what is kept at the end of each cycle of the learning rate; empty where only the
 *     best is
 */
public record Course(
    String attempt,
    String heldOutJob,
    String heldOutReader,
    long seed,
    int maxRestarts,
    int profileSteps,
    Path best,
    Path predictions,
    @Nullable String sharedJob,
    boolean bagging,
    List<Snapshot> snapshots) {
  /** A course that owns its list. */
  public Course {
    snapshots = List.copyOf(snapshots);
  }

  /** Files with a checkpoint, and with what it predicted. */
  public record Snapshot(Path checkpoint, Path predictions) {}
}
