package dev.sheaf.wire.task;

import dev.sheaf.wire.WireFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A task, with all that it needs.
 *
 * @param steps in order; the last one's rows are wanted
 * @param tables what the steps read
 * @param rows that are wanted, in order
 */
public record TaskCall(List<Step> steps, List<SortedMap<Long, Cell>> tables, List<Long> rows) {
  private static final int MAGIC = 0x53485431;
  private static final int MOST_STEPS = 64;
  private static final int MOST_ROWS = 1 << 20;

  /** What a step finds in a movie: where its frames are. Its table has one row, the whole file. */
  public static final String INDEX = "index";

  /**
   * What is done to each row.
   *
   * @param op its name
   * @param params all of them
   * @param inputs a step before by its place from 0, or table t as {@code -1 - t}
   */
  public record Step(String op, SortedMap<String, String> params, List<Integer> inputs) {
    /** A step that owns its list. */
    public Step {
      inputs = List.copyOf(inputs);
    }
  }

  /** A call that owns its lists. */
  public TaskCall {
    steps = List.copyOf(steps);
    tables = List.copyOf(tables);
    rows = List.copyOf(rows);
  }

  /** Its bytes, big-endian: magic, steps, tables, rows; each list after its length. */
  public byte[] bytes() {
    var buffer = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(buffer)) {
      out.writeInt(MAGIC);
      out.writeInt(steps.size());
      for (var step : steps) {
        write(step, out);
      }
      out.writeInt(tables.size());
      for (var table : tables) {
        writeCells(table, out);
      }
      out.writeInt(rows.size());
      for (long row : rows) {
        out.writeLong(row);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return buffer.toByteArray();
  }

  private static void write(Step step, DataOutputStream out) throws IOException {
    out.writeUTF(step.op());
    out.writeInt(step.params().size());
    for (var param : step.params().entrySet()) {
      out.writeUTF(param.getKey());
      out.writeUTF(param.getValue());
    }
    out.writeInt(step.inputs().size());
    for (int input : step.inputs()) {
      out.writeInt(input);
    }
  }

  static void writeCells(SortedMap<Long, Cell> cells, DataOutputStream out) throws IOException {
    out.writeInt(cells.size());
    for (var each : cells.entrySet()) {
      out.writeLong(each.getKey());
      out.writeByte(each.getValue().status());
      out.writeInt(each.getValue().bytes().length);
      out.write(each.getValue().bytes());
    }
  }

  /** Reads its bytes. */
  public static TaskCall read(byte[] bytes) throws WireFormatException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        throw new WireFormatException("%d bytes are no task".formatted(bytes.length));
      }
      var steps = new ArrayList<Step>();
      for (int left = length(in, MOST_STEPS); left > 0; left--) {
        steps.add(step(in));
      }
      var tables = new ArrayList<SortedMap<Long, Cell>>();
      for (int left = length(in, MOST_STEPS); left > 0; left--) {
        tables.add(readCells(in));
      }
      var rows = new ArrayList<Long>();
      for (int left = length(in, MOST_ROWS); left > 0; left--) {
        rows.add(in.readLong());
      }
      return new TaskCall(steps, tables, rows);
    } catch (WireFormatException known) {
      throw known;
    } catch (IOException cut) {
      throw new WireFormatException("a task of %d bytes is cut short".formatted(bytes.length));
    }
  }

  private static Step step(DataInputStream in) throws IOException {
    var op = in.readUTF();
    var params = new TreeMap<String, String>();
    for (int left = length(in, MOST_STEPS); left > 0; left--) {
      params.put(in.readUTF(), in.readUTF());
    }
    var inputs = new ArrayList<Integer>();
    for (int left = length(in, MOST_STEPS); left > 0; left--) {
      inputs.add(in.readInt());
    }
    return new Step(op, params, inputs);
  }

  static SortedMap<Long, Cell> readCells(DataInputStream in) throws IOException {
    var cells = new TreeMap<Long, Cell>();
    for (int left = length(in, MOST_ROWS); left > 0; left--) {
      var row = in.readLong();
      var status = in.readByte();
      var length = length(in, Integer.MAX_VALUE);
      var bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new WireFormatException(
            "row %d of a task has %d of its %d bytes".formatted(row, bytes.length, length));
      }
      cells.put(row, new Cell(status, bytes));
    }
    return cells;
  }

  private static int length(DataInputStream in, int most) throws IOException {
    var length = in.readInt();
    if (length < 0 || length > most) {
      throw new WireFormatException(
          "a list of a task must have 0..%d parts but has %d".formatted(most, length));
    }
    return length;
  }
}
