package dev.sheaf.actors.importance;

import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts losses on this node's shelf. Losses that cannot be written are lost, which is harmless;
 * those that are not finite, or of no sample, are left out, and the log says so once a job.
 */
public final class ShelvedLosses implements LossSink {
  private static final Logger LOG = LoggerFactory.getLogger(ShelvedLosses.class);

  private final LossShelf shelf;
  private final Manifests manifests;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

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
    try {
      var samples = manifests.open(job.version()).table().samples();
      var good =
          IntStream.range(0, Math.min(ids.length, losses.length))
              .filter(i -> Double.isFinite(losses[i]) && ids[i] >= 0 && ids[i] < samples)
              .toArray();
      if (good.length < ids.length && warned.add(job.name())) {
        LOG.warn(
            "{} of {} losses of {} in epoch {} are left out: they are not finite, or of no sample",
            ids.length - good.length,
            ids.length,
            job.name(),
            epoch);
      }
      shelf.put(
          new LossShelf.Of(job.name(), job.version(), samples),
          epoch,
          IntStream.of(good).mapToLong(i -> ids[i]).toArray(),
          IntStream.of(good).mapToDouble(i -> losses[i]).toArray());
    } catch (IOException failed) {
      LOG.warn("losses of {} are lost: they cannot be written", job.name(), failed);
    }
  }
}
