package dev.sheaf.actors.importance;

import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.io.IOException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts losses on this node's shelf. Losses that cannot be written are lost, which is harmless. */
public final class ShelvedLosses implements LossSink {
  private static final Logger LOG = LoggerFactory.getLogger(ShelvedLosses.class);

  private final LossShelf shelf;
  private final Manifests manifests;

  /** A sink of the node that {@code shelf} belongs to. */
  public ShelvedLosses(LossShelf shelf, Manifests manifests) {
    this.shelf = shelf;
    this.manifests = manifests;
  }

  @Override
  public void tell(JobSpec job, int epoch, long[] ids, double[] losses) {
    if (job.importance() == null) {
      return;
    }
    var finite = IntStream.range(0, ids.length).filter(i -> Double.isFinite(losses[i])).toArray();
    try {
      var samples = manifests.open(job.version()).table().samples();
      shelf.put(
          new LossShelf.Of(job.name(), job.version(), samples),
          epoch,
          IntStream.of(finite).mapToLong(i -> ids[i]).toArray(),
          IntStream.of(finite).mapToDouble(i -> losses[i]).toArray());
    } catch (IOException failed) {
      LOG.warn("losses of {} are lost: they cannot be written", job.name(), failed);
    }
  }
}
