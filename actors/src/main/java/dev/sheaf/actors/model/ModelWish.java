package dev.sheaf.actors.model;

import dev.sheaf.policies.ensemble.EnsembleSpec;
import java.net.URI;

/** A model that the store is to know. */
public sealed interface ModelWish {
  /** Its name. */
  String name();

  /** The best checkpoint of an ensemble's member, as it is now. */
  record OfMember(String name, EnsembleSpec spec, String member) implements ModelWish {}

  /** A file of an allowed origin. */
  record OfFile(String name, URI uri, ModelCard.Facts facts) implements ModelWish {}
}
