package dev.sheaf.lambda.bridge.erasure;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The erasure code functions of ISA-L, as they are in the library, through the foreign-function
 * API.
 *
 * <p>Nothing is checked here: wrong lengths or addresses end the process.
 *
 * <p><i>Source:</i> erasure_code.h of ISA-L 2.30.
 */
@SuppressWarnings("restricted") // The launcher allows native access; without it the JVM warns.
public final class Isal {
  /** The library's name; Debian has it in the package libisal2. */
  public static final String LIBRARY = "libisal.so.2";

  /** Bytes of tables for each coefficient. */
  public static final int TABLE_BYTES = 32;

  private static final Optional<Isal> FOUND = load();

  private final MethodHandle cauchy;
  private final MethodHandle invert;
  private final MethodHandle init;
  private final MethodHandle encode;

  private Isal(SymbolLookup library) {
    cauchy =
        handle(
            library,
            "gf_gen_cauchy1_matrix",
            FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT));
    invert =
        handle(
            library,
            "gf_invert_matrix",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    init =
        handle(
            library,
            "ec_init_tables",
            FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    encode =
        handle(
            library,
            "ec_encode_data",
            FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
  }

  /** The library, where it is installed. */
  public static Optional<Isal> find() {
    return FOUND;
  }

  private static Optional<Isal> load() {
    try {
      return Optional.of(new Isal(SymbolLookup.libraryLookup(LIBRARY, Arena.global())));
    } catch (IllegalArgumentException absent) {
      return Optional.empty();
    }
  }

  private static MethodHandle handle(SymbolLookup library, String name, FunctionDescriptor shape) {
    var symbol =
        library
            .find(name)
            .orElseThrow(() -> new IllegalArgumentException(LIBRARY + " has no " + name));
    return Linker.nativeLinker().downcallHandle(symbol, shape);
  }

  /** Fills {@code matrix} with the generator of all {@code chunks}, {@code data} of them first. */
  public void cauchyMatrix(MemorySegment matrix, int chunks, int data) {
    try {
      cauchy.invokeExact(matrix, chunks, data);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Inverts a square matrix, and destroys it; false when it is singular. */
  public boolean invert(MemorySegment matrix, MemorySegment inverse, int rows) {
    try {
      return (int) invert.invokeExact(matrix, inverse, rows) == 0;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Fills {@code tables}, {@value #TABLE_BYTES} bytes a coefficient. */
  public void initTables(int columns, int rows, MemorySegment coefficients, MemorySegment tables) {
    try {
      init.invokeExact(columns, rows, coefficients, tables);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /**
   * The product of a matrix with sources.
   *
   * @param tables of {@link #initTables}
   * @param sources addresses, one a column
   * @param targets addresses, one a row
   */
  public void encode(
      int lengthBytes,
      Size size,
      MemorySegment tables,
      MemorySegment sources,
      MemorySegment targets) {
    try {
      encode.invokeExact(lengthBytes, size.columns(), size.rows(), tables, sources, targets);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /** Of a matrix. */
  public record Size(int columns, int rows) {}

  /** A downcall throws nothing of its own: what comes here is a defect or the end of the JVM. */
  private static RuntimeException broken(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a call of ISA-L failed", e);
  }
}
