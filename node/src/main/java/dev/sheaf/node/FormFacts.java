package dev.sheaf.node;

import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.gpu.pipeline.DecodedSamples;
import dev.sheaf.policies.form.FormChoice;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** What this node knows of its datasets, its processors and its origin, for the model of forms. */
record FormFacts(Manifests manifests, DoubleSupplier originBytesPerSecond, long cacheBytes)
    implements DecodedSamples.Facts {
  @Override
  public Optional<FormChoice.Measured> measured(
      DatasetVersion version, double decodedBytes, DecodedSamples.Rates ofOneProcessor) {
    var origin = originBytesPerSecond.getAsDouble();
    if (origin <= 0) {
      return Optional.empty();
    }
    try {
      var table = manifests.open(version).table();
      var processors = Runtime.getRuntime().availableProcessors();
      return Optional.of(
          new FormChoice.Measured(
              table.samples(),
              (double) table.totalBytes() / table.samples(),
              decodedBytes,
              ofOneProcessor.decode() * processors,
              ofOneProcessor.augment() * processors,
              origin,
              cacheBytes));
    } catch (IOException notHere) {
      return Optional.empty();
    }
  }
}
