package dev.sheaf.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.dataset.ConductorReply;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.actors.tier.PackedTier;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.http.route.Asking;
import dev.sheaf.policies.economics.ShuffleCost;
import dev.sheaf.policies.economics.ShuffleCost.EpochReads;
import dev.sheaf.policies.economics.ShuffleCost.Layout;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.io.IOException;
import java.util.Optional;

/**
 * Says what a job of global order reads from the origin, beside what it would read by packages.
 *
 * <p>GETs and bytes of packages are counted over {@link #MOST_PACKAGES} packages at most, evenly
 * apart, and taken to be the same for the others.
 */
final class ShuffleCosts {
  private static final int MOST_PACKAGES = 256;

  private final Asking asking;
  private final Manifests manifests;
  private final NodeFigures node;

  ShuffleCosts(Asking asking, Manifests manifests, NodeFigures node) {
    this.asking = asking;
    this.manifests = manifests;
    this.node = node;
  }

  /** The cost of a job's order; empty where it is none of samples, or not known here. */
  Optional<ObjectNode> of(JobSpec spec) {
    if (!spec.isGlobal()) {
      return Optional.empty();
    }
    try {
      var manifest = manifests.open(spec.version());
      var price = node.originPrice(manifest.root());
      return Optional.of(shown(layout(spec, manifest), keptShare(spec, manifest), price));
    } catch (IOException notHere) {
      return Optional.empty();
    }
  }

  private Layout layout(JobSpec spec, Manifest manifest) {
    var table = manifest.table();
    var packed = isPacked(spec);
    var step = Math.max(1, table.packages() / MOST_PACKAGES);
    long gets = 0;
    long bytes = 0;
    long looked = 0;
    for (int index = 0; index < table.packages(); index += step) {
      var reads = manifest.reads(index);
      var inOne = packed && PackedTier.isWorthPacking(manifest, index);
      gets += inOne ? 1 : reads.size();
      bytes +=
          inOne
              ? table.sizeBytes(index)
              : reads.stream().mapToLong(Manifest.ManifestRead::lengthBytes).sum();
      looked++;
    }
    var samples = SampleSelection.of(spec, table).samples();
    var share = (double) table.packages() / looked;
    return new Layout(
        samples,
        Math.round((double) table.totalBytes() * samples / table.samples()),
        Math.max(1, Math.round(gets * share)),
        Math.round(bytes * share));
  }

  private boolean isPacked(JobSpec spec) {
    return asking.catalog(r -> new CatalogCommand.FindDataset(spec.version().dataset(), r))
            instanceof CatalogReply.DatasetIs(var entry, var _)
        && entry.packPlace().isPresent();
  }

  /** The part of the dataset that the cache has room for. */
  private double keptShare(JobSpec spec, Manifest manifest) {
    return asking.conductorSoon(spec.version(), ConductorCommand.Observe::new).orElse(null)
            instanceof ConductorReply.Standing standing
        ? Math.clamp((double) standing.capacityBytes() / manifest.table().totalBytes(), 0, 1)
        : 0;
  }

  private static ObjectNode shown(Layout layout, double keptShare, OriginPrice price) {
    var view = Json.object().put("cacheFraction", keptShare);
    view.putObject("readAmplification")
        .put("gets", layout.getAmplification())
        .put("bytes", layout.byteAmplification());
    view.set("global", shown(ShuffleCost.ofSamples(layout, keptShare), price));
    view.set("packages", shown(ShuffleCost.ofPackages(layout, keptShare), price));
    return view;
  }

  private static ObjectNode shown(ShuffleCost cost, OriginPrice price) {
    var view = Json.object();
    view.set("firstEpoch", shown(cost.first(), price));
    view.set("laterEpoch", shown(cost.later(), price));
    return view;
  }

  private static ObjectNode shown(EpochReads reads, OriginPrice price) {
    return Json.object()
        .put("gets", reads.gets())
        .put("bytes", reads.bytes())
        .put("costMicroUsd", price.costMicroUsd(reads.gets(), reads.bytes()));
  }
}
