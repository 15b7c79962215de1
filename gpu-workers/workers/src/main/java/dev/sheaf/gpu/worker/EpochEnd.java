package dev.sheaf.gpu.worker;

import dev.sheaf.gpu.model.PredictionFile;
import dev.sheaf.gpu.model.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What an epoch leaves: a score, and, where it is the best so far or ends a cycle of the learning
 * rate, checkpoint and predictions in files of their own. Blocks; the newest checkpoint must not be
 * replaced meanwhile.
 */
record EpochEnd(Assignment assignment, Course course, Predictions predicted) {
  GpuCommand keep(long serial, int epoch, GpuEvent.Pace pace) {
    var scores = predicted.half(course.seed(), false).scores();
    var score =
        new GpuEvent.Scored(assignment.member(), epoch, scores.loss(), scores.accuracy(), pace);
    try {
      if (!(bestLoss() <= scores.loss())) {
        keep(course.best(), course.predictions(), scores.loss());
      }
      keepSnapshot(epoch, scores.loss());
      return new GpuCommand.Kept(serial, score);
    } catch (IOException unwritable) {
      return new GpuCommand.NotKept(
          serial,
          "what %s has learned cannot be kept in %s: %s"
              .formatted(assignment.member(), course.best(), unwritable));
    }
  }

  /** NaN where nothing was kept that can be read. */
  private double bestLoss() {
    try {
      return Files.exists(course.best())
          ? PredictionFile.read(course.predictions()).loss()
          : Double.NaN;
    } catch (IOException unreadable) {
      return Double.NaN;
    }
  }

  /** An epoch that ends a cycle leaves a snapshot, whether it is the best or not. */
  private void keepSnapshot(int epoch, double loss) throws IOException {
    var snapshots = course.snapshots();
    if (snapshots.isEmpty()) {
      return;
    }
    var cycleEpochs = assignment.reading().epochs() / snapshots.size();
    if ((epoch + 1) % cycleEpochs == 0) {
      var snapshot = snapshots.get((epoch + 1) / cycleEpochs - 1);
      keep(snapshot.checkpoint(), snapshot.predictions(), loss);
    }
  }

  /** The checkpoint first: predictions say that it is there. */
  private void keep(Path checkpoint, Path predictions, double loss) throws IOException {
    var copy = checkpoint.resolveSibling(checkpoint.getFileName() + ".tmp");
    Files.copy(assignment.checkpoint(), copy, StandardCopyOption.REPLACE_EXISTING);
    Files.move(copy, checkpoint, StandardCopyOption.ATOMIC_MOVE);
    PredictionFile.write(predictions, new PredictionFile.Kept(loss, predicted));
  }
}
