package dev.sheaf.wire.task;

import dev.sheaf.wire.WireFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What came of a task. */
public sealed interface TaskAnswer {
  /** It is done: a cell for each row. */
  record Done(SortedMap<Long, Cell> cells) implements TaskAnswer {
    /** An answer that owns its cells. */
    public Done {
      cells = Collections.unmodifiableSortedMap(new TreeMap<>(cells));
    }
  }

  /** An op failed, and would again. */
  record Failed(String why) implements TaskAnswer {}

  /** What came of it does not fit through the way that it would have to go. */
  record TooLarge(long sizeBytes) implements TaskAnswer {}

  /** Its bytes: a letter for what it is, and that. */
  default byte[] bytes() {
    var buffer = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(buffer)) {
      switch (this) {
        case Done(var cells) -> {
          out.writeByte('D');
          TaskCall.writeCells(cells, out);
        }
        case Failed(var why) -> {
          out.writeByte('F');
          out.writeUTF(why);
        }
        case TooLarge(var sizeBytes) -> {
          out.writeByte('L');
          out.writeLong(sizeBytes);
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return buffer.toByteArray();
  }

  /** Reads its bytes. */
  static TaskAnswer read(byte[] bytes) throws WireFormatException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readByte()) {
        case 'D' -> new Done(TaskCall.readCells(in));
        case 'F' -> new Failed(in.readUTF());
        case 'L' -> new TooLarge(in.readLong());
        default -> throw new WireFormatException("%d bytes are no answer".formatted(bytes.length));
      };
    } catch (WireFormatException known) {
      throw known;
    } catch (IOException cut) {
      throw new WireFormatException("an answer of %d bytes is cut short".formatted(bytes.length));
    }
  }
}
