package dev.sheaf.actors.ensemble;

import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.Verdict;
import java.util.List;

/** Predicts with models that were trained; blocks. */
@FunctionalInterface
public interface Models {
  /**
   * What an ensemble says of images.
   *
   * @param verdict how its members count
   * @param images encoded, each as a file holds it
   */
  Prediction predict(EnsembleSpec spec, Verdict verdict, List<byte[]> images)
      throws InterruptedException;

  /** What came of it. */
  sealed interface Prediction {
    /** Rows of as many probabilities as there are classes, in the order of the images. */
    record Predicted(List<float[]> rows) implements Prediction {
      /** Rows in a list of its own. */
      public Predicted {
        rows = List.copyOf(rows);
      }
    }

    /** The image at this place cannot be decoded. */
    record Undecodable(int image) implements Prediction {}

    /** Not here or not now; the reason is for people. */
    record Unavailable(String reason) implements Prediction {}
  }
}
