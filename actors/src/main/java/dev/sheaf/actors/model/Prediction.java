package dev.sheaf.actors.model;

import java.util.List;

/** What came of asking a model. */
public sealed interface Prediction {
  /** Rows of as many probabilities as there are classes, in the order of the images. */
  record Predicted(List<float[]> rows) implements Prediction {
    /** Rows in a list of its own. */
    public Predicted {
      rows = List.copyOf(rows);
    }
  }

  /** The image at this place cannot be decoded. */
  record Undecodable(int image) implements Prediction {}

  /** There is no model of this name. */
  record NoSuchModel(String name) implements Prediction {}

  /** Too many wait for it already; the reason has the numbers. */
  record Full(String reason) implements Prediction {}

  /** It can never be opened on this node; the reason has the numbers. */
  record TooLarge(String reason) implements Prediction {}

  /** Not here or not now; the reason is for people. */
  record Unavailable(String reason) implements Prediction {}
}
