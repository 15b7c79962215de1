package dev.sheaf.actors.planted;

import dev.sheaf.actors.ControlMessage;
import java.util.List;

/** Breaks the law that messages carry no bytes, two levels down and in a list. */
public record BytesDeepInAMessage(Part part) implements ControlMessage {
  /** What the message holds. */
  public sealed interface Part {}

  /** The part that breaks it. */
  public record Bytes(List<byte[]> pieces) implements Part {}
}
