package dev.sheaf.node.fuzz;

import java.util.Arrays;
import java.util.List;

/**
 * Something that parses. It may understand an input or refuse it; anything else is a crash.
 *
 * @param good inputs that it takes as they are
 * @param refusals what it throws when it does not take something
 * @param every its turn is every so many rounds; more than 1 for what takes milliseconds
 */
public record Target(
    String name,
    List<byte[]> good,
    Parser parser,
    List<Class<? extends Exception>> refusals,
    int every) {
  /** What is done with an input. */
  @FunctionalInterface
  public interface Parser {
    /** Takes or refuses the input. */
    void parse(byte[] input) throws Exception;
  }

  /** Makes something of bytes. */
  @FunctionalInterface
  public interface Reader<T> {
    /** What the bytes say. */
    T read(byte[] input) throws Exception;
  }

  /** Makes bytes of something. */
  @FunctionalInterface
  public interface Writer<T> {
    /** The bytes that say this. */
    byte[] write(T value) throws Exception;
  }

  /** A target that owns its lists. */
  public Target {
    good = List.copyOf(good);
    refusals = List.copyOf(refusals);
  }

  /** A target whose turn is every round. */
  public Target(
      String name, List<byte[]> good, Parser parser, List<Class<? extends Exception>> refusals) {
    this(name, good, parser, refusals, 1);
  }

  /** A parser that also holds what it took: written, read and written again it is the same. */
  public static <T> Parser stable(Reader<T> reader, Writer<T> writer) {
    return input -> {
      var first = reader.read(input);
      byte[] written;
      byte[] again;
      try {
        written = writer.write(first);
        again = writer.write(reader.read(written));
      } catch (Exception refused) {
        throw new IllegalStateException(
            "what was taken is refused when written: " + first, refused);
      }
      if (!Arrays.equals(written, again)) {
        throw new IllegalStateException("what was taken changes when it is written: " + first);
      }
    };
  }

  /** Gives it an input; throws only what is no refusal. */
  public void feed(byte[] input) throws Exception {
    try {
      parser.parse(input);
    } catch (Exception thrown) {
      if (refusals.stream().noneMatch(refusal -> refusal.isInstance(thrown))) {
        throw thrown;
      }
    }
  }
}
