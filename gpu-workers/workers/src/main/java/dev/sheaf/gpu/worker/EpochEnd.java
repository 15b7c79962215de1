package dev.sheaf.gpu.worker;

import dev.sheaf.gpu.model.PredictionFile;
import dev.sheaf.gpu.model.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;

/**
 * What an epoch leaves: a score, and, where it is the best so far, checkpoint and predictions in
 * files of their own. Blocks; the newest checkpoint must not be replaced meanwhile.
 */
record EpochEnd(Assignment assignment, Course course, Predictions predicted) {
  GpuCommand keep(long serial, int epoch, GpuEvent.Pace pace) {
    var scores = predicted.half(course.seed(), false).scores();
    var score =
        new GpuEvent.Scored(assignment.member(), epoch, scores.loss(), scores.accuracy(), pace);
    try {
      if (!(bestLoss() <= scores.loss())) {
        keepBest(scores.loss());
      }
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

  /** The checkpoint first: predictions say that it is there. */
  private void keepBest(double loss) throws IOException {
    var copy = course.best().resolveSibling(course.best().getFileName() + ".tmp");
    Files.copy(assignment.checkpoint(), copy, StandardCopyOption.REPLACE_EXISTING);
    Files.move(copy, course.best(), StandardCopyOption.ATOMIC_MOVE);
    PredictionFile.write(course.predictions(), new PredictionFile.Kept(loss, predicted));
  }
}
