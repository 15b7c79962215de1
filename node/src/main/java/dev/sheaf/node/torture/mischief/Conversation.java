package dev.sheaf.node.torture.mischief;

import dev.sheaf.node.torture.mischief.Shape.Door;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What somebody says on a connection of his own who is no good HTTP client.
 *
 * @param pieces what is sent, each by itself
 * @param owed whether the node owes an answer, or the connection's end; else it may wait for more
 */
public record Conversation(Door door, List<byte[]> pieces, boolean owed) {
  private static final int SHOWN = 120;

  public Conversation {
    pieces = List.copyOf(pieces);
  }

  /** How it is told: its beginning, in printable characters. */
  public String text() {
    var all =
        pieces.stream()
            .limit(2)
            .map(piece -> Arrays.copyOf(piece, Math.min(SHOWN, piece.length)))
            .map(piece -> new String(piece, StandardCharsets.ISO_8859_1))
            .collect(Collectors.joining())
            .replace("\r\n", "\\r\\n")
            .replaceAll("[^ -~]", "?");
    return door + " port, " + all.substring(0, Math.min(SHOWN, all.length()));
  }
}
