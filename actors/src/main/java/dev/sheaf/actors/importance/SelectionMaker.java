package dev.sheaf.actors.importance;

import dev.sheaf.actors.dataset.ManifestStore;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.importance.EpochSampler;
import dev.sheaf.policies.importance.StandIns;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;

/** Makes the selection of an epoch from the losses of all nodes. Blocks for seconds at most. */
public final class SelectionMaker {
  private final GatheredLosses losses;
  private final SelectionFiles files;
  private final SamplesAtHand atHand;

  /** A maker of one node. */
  public SelectionMaker(GatheredLosses losses, SelectionFiles files, SamplesAtHand atHand) {
    this.losses = losses;
    this.files = files;
    this.atHand = atHand;
  }

  /**
   * A maker that keeps its files below {@code state}, where nobody makes derived packages.
   *
   * @param keepEpochs ledgers of how many epochs are kept
   */
  public static SelectionMaker in(
      Path state, ManifestStore.Segments segments, LossPeers others, int keepEpochs)
      throws IOException {
    return in(state, segments, others, keepEpochs, SamplesAtHand.Own.NONE);
  }

  /**
   * A maker that keeps its files below {@code state}.
   *
   * @param keepEpochs ledgers of how many epochs are kept
   * @param derived the derived packages of this node
   */
  public static SelectionMaker in(
      Path state,
      ManifestStore.Segments segments,
      LossPeers others,
      int keepEpochs,
      SamplesAtHand.Own derived)
      throws IOException {
    return new SelectionMaker(
        new GatheredLosses(new LossShelf(state.resolve("losses")), others),
        new SelectionFiles(new ManifestStore(state.resolve("selections"), segments), keepEpochs),
        new SamplesAtHand(derived, others));
  }

  /** Where losses are noted. */
  public LossShelf losses() {
    return losses.shelf();
  }

  /** The losses of all nodes. */
  public GatheredLosses gathered() {
    return losses;
  }

  /**
   * What this node has for others under the name of a segment: a selection, a page of losses or of
   * samples at hand.
   */
  public Optional<SegmentPart> segment(String name, long offset) throws IOException {
    var selection = files.segment(name, offset);
    if (selection.isPresent()) {
      return selection;
    }
    var page = losses().page(name);
    return (page.isPresent() ? page : atHand.page(name)).map(all -> SegmentPart.of(all, offset));
  }

  /** Where selections are kept. */
  public SelectionFiles files() {
    return files;
  }

  /**
   * What was selected for an epoch.
   *
   * @param bitmap the hash of its file, which is open; empty when everything is selected
   * @param nothingToLoad packages of which nothing is selected but what derived packages hold
   */
  public record Made(String bitmap, BitSet nothingToLoad) {
    /** Everything is selected. */
    public static final Made EVERYTHING = new Made("", new BitSet());
  }

  /** Selects, and keeps what was selected on disk. */
  public Made make(JobSpec spec, PackageTable table, int epoch)
      throws IOException, InterruptedException {
    var rule = Objects.requireNonNull(spec.importance(), "the job must select by importance");
    var of = new LossShelf.Of(spec.name(), spec.version(), table.samples());
    var latest = losses.latest(of);
    var selected =
        new EpochSampler(rule, spec, table, latest).select(EpochSampler.seed(spec, epoch));
    var all = SampleSelection.of(spec, table);
    if (isEverything(selected, all.samples())) {
      return Made.EVERYTHING;
    }
    var near = atHand.of(spec.version(), table.samples());
    var packed =
        new StandIns(table, all, near, id -> !Double.isNaN(latest.applyAsDouble(id)))
            .pack(selected, StandIns.round(spec.version()), epoch);
    var bitmap = files.store(packed.words());
    files.open(spec.name(), epoch, bitmap, table);
    return new Made(bitmap, packed.near());
  }

  private static boolean isEverything(long[] words, long samples) {
    return Arrays.stream(words).map(Long::bitCount).sum() == samples;
  }

  /**
   * Forgets the losses of a job that has ended.
   *
   * @param forGood true when it cannot be resumed, and its selections go too
   */
  public void forget(JobSpec spec, boolean forGood) {
    losses().forget(spec.name());
    if (forGood) {
      files.forget(spec.name());
    }
  }
}
