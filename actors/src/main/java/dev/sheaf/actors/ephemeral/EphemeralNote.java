package dev.sheaf.actors.ephemeral;

import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.books.EphemeralProtocol.Event;
import java.util.List;

/** What the journal of the {@code EphemeralKeeper} holds. */
public record EphemeralNote(Event.Lasting event) implements ControlMessage {
  /** The whole of a book, as the events that would make it. */
  public record Snapshot(List<EphemeralNote> notes) implements ControlMessage {
    /** A snapshot that owns its list. */
    public Snapshot {
      notes = List.copyOf(notes);
    }
  }
}
