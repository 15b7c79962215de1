package dev.sheaf.actors.importance;

import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.importance.EpochSampler;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the selection of an epoch from the losses of all nodes. Blocks for seconds at most. */
public final class SelectionMaker {
  /** Nodes that have not given their losses by then are left out. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(SelectionMaker.class);

  private final LossShelf losses;
  private final LossPeers others;
  private final SelectionFiles files;

  /** A maker of one node. */
  public SelectionMaker(LossShelf losses, LossPeers others, SelectionFiles files) {
    this.losses = losses;
    this.others = others;
    this.files = files;
  }

  /**
   * A maker that keeps its files below {@code state}.
   *
   * @param keepEpochs ledgers of how many epochs are kept
   */
  public static SelectionMaker in(
      Path state, ManifestStore.Segments segments, LossPeers others, int keepEpochs)
      throws IOException {
    return new SelectionMaker(
        new LossShelf(state.resolve("losses")),
        others,
        new SelectionFiles(new ManifestStore(state.resolve("selections"), segments), keepEpochs));
  }

  /** Where losses are noted. */
  public LossShelf losses() {
    return losses;
  }

  /** What this node has for others under the name of a segment: a selection, a page of losses. */
  public Optional<SegmentPart> segment(String name, long offset) throws IOException {
    var selection = files.segment(name, offset);
    return selection.isPresent()
        ? selection
        : losses.page(name).map(page -> SegmentPart.of(page, offset));
  }

  /** Where selections are kept. */
  public SelectionFiles files() {
    return files;
  }

  /**
   * Selects, and keeps what was selected on disk.
   *
   * @return the hash of its file, which is open; empty when everything is selected
   */
  public String make(JobSpec spec, PackageTable table, int epoch)
      throws IOException, InterruptedException {
    var rule = Objects.requireNonNull(spec.importance(), "the job must select by importance");
    var of = new LossShelf.Of(spec.name(), spec.version(), table.samples());
    gather(of);
    var latest = losses.latest(of);
    var sampler = new EpochSampler(rule, spec, table, latest);
    var words = sampler.select(EpochSampler.seed(spec, epoch));
    if (isEverything(words, SampleSelection.of(spec, table).samples())) {
      return "";
    }
    var bitmap = files.store(words);
    files.open(spec.name(), epoch, bitmap, table);
    return bitmap;
  }

  private static boolean isEverything(long[] words, long samples) {
    return Arrays.stream(words).map(Long::bitCount).sum() == samples;
  }

  private void gather(LossShelf.Of of) throws InterruptedException {
    Thread.ofVirtual()
        .name("losses-of-" + of.job())
        .start(() -> {
          try {
            losses.gather(of, others);
          } catch (IOException | RuntimeException e) {
            LOG.warn("the losses of {} at other nodes are left out", of.job(), e);
          }
        })
        .join(PATIENCE);
  }

  /** Forgets a job that has ended. */
  public void forget(JobSpec spec) {
    losses.forget(spec.name(), spec.version());
    files.forget(spec.name());
  }
}
