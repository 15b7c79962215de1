package dev.sheaf.actors.model;

import dev.sheaf.policies.model.ModelTier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models of a node; every method blocks. */
public interface Models {
  /**
   * What a model says of images.
   *
   * @param images encoded, each as a file holds it
   * @param patience how long to wait for it
   */
  Prediction predict(Predictor predictor, List<byte[]> images, Duration patience)
      throws InterruptedException;

  /** Takes a model in. */
  Registration register(ModelWish wish) throws InterruptedException;

  /** What came of it. */
  sealed interface Registration {
    /** The store knows the model; {@code created} when it did not before. */
    record Registered(ModelCard card, boolean created) implements Registration {}

    /** It cannot; the field is the one to blame, the reason for people. */
    record Refused(String field, String reason) implements Registration {}
  }

  /** The names that come after {@code after}, in order, at most so many. */
  List<String> names(String after, int limit);

  /** What a model's weights are for; empty when the store does not know it. */
  Optional<ModelCard.Facts> facts(String name);

  /** A model; empty when the store does not know it. */
  Optional<ModelCard> find(String name);

  /** What a model has in common with others. */
  ModelCard.Shared shared(String name);

  /** Forgets a model, and its pages that no other has; false when there was none. */
  boolean remove(String name);

  /**
   * Opens a model and holds it on the accelerator until the lease ends.
   *
   * @param lease a name of the holder's own
   */
  Opening open(String name, String lease, Duration length) throws InterruptedException;

  /** What came of an opening. */
  sealed interface Opening {
    /** It is there, and stays. */
    record Opened() implements Opening {}

    /** It is not opened. */
    record Not(Prediction why) implements Opening {}
  }

  /** The lease's holder is alive; false when the lease has ended. */
  boolean renew(String lease);

  /** The lease's holder is done; false when the lease had ended. */
  boolean close(String lease);

  /** How full the tiers are. */
  Fill fill();

  /** What was opened, and what is resident now; never blocks for long. */
  default Counts counts() {
    return Counts.NONE;
  }

  /**
   * What a node did with its models.
   *
   * @param open models that are on the accelerator now
   * @param openings since the node was started, by the tier that had the weights
   * @param tiers how full each tier of the node is
   */
  record Counts(int open, Map<ModelTier, Long> openings, Map<ModelTier, Fill.Tier> tiers) {
    /** Of a node without models. */
    public static final Counts NONE = new Counts(0, Map.of(), Map.of());

    /** Counts that own their maps. */
    public Counts {
      openings = Map.copyOf(openings);
      tiers = Map.copyOf(tiers);
    }
  }

  /**
   * Bytes that are taken, and that may be.
   *
   * @param storedBytes of pages, each counted once
   * @param namedBytes of the same, counted for each model that has them
   */
  record Fill(Tier device, Tier memory, Tier disk, long storedBytes, long namedBytes) {
    /** Of one tier. */
    public record Tier(long usedBytes, long capacityBytes) {}
  }
}
