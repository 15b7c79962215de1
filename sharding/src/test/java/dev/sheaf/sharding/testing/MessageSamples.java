package dev.sheaf.sharding.testing;

import akka.actor.typed.ActorRef;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes instances of any record by reflection, with seeded values for every component, so that a
 * new message is tested without anybody writing a test for it.
 *
 * <p>Sample {@code i} of a sealed type is of its leaf {@code i mod leaves}.
 */
public final class MessageSamples {
  private static final int ATTEMPTS = 200;

  private final ActorRef<?> someone;

  /** Samples whose actor references are all {@code someone}. */
  public MessageSamples(ActorRef<?> someone) {
    this.someone = someone;
  }

  /** All concrete subtypes of {@code marker} below package {@code root} on the class path. */
  public static List<Class<?>> implementationsOf(Class<?> marker, String root) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(Files::exists)
        .flatMap(entry -> classNames(entry, root.replace('.', '/')).stream())
        .sorted()
        .distinct()
        .<Class<?>>map(MessageSamples::load)
        .filter(type -> marker.isAssignableFrom(type) && !type.isInterface())
        .filter(type -> !Modifier.isAbstract(type.getModifiers()))
        .toList();
  }

  /**
   * Sample {@code i} of a type.
   *
   * @throws AssertionError when the type is of a sort that no message should hold
   */
  public Object sample(Type type, long i) {
    return switch (type) {
      case ParameterizedType generic -> ofGeneric(generic, i);
      case Class<?> plain when plain.isSealed() -> ofSealed(plain, i);
      case Class<?> plain when plain.isRecord() -> ofRecord(plain, i);
      case Class<?> plain when plain.isEnum() -> pick(plain.getEnumConstants(), i);
      case Class<?> plain when plain.isArray() -> ofArray(plain.getComponentType(), i);
      case Class<?> plain -> ofScalar(plain, i);
      default -> throw unknown(type);
    };
  }

  private Object ofScalar(Class<?> type, long i) {
    if (type == int.class || type == Integer.class) {
      return 1 + (int) (i % 1000);
    }
    if (type == long.class || type == Long.class) {
      return 1 + i * 7_000_000_001L;
    }
    if (type == double.class || type == Double.class) {
      return 0.25 + i;
    }
    if (type == float.class || type == Float.class) {
      return 0.5f + i;
    }
    if (type == boolean.class || type == Boolean.class) {
      return i % 2 == 0;
    }
    if (type == byte.class || type == Byte.class) {
      return (byte) (i % 100);
    }
    if (type == short.class || type == Short.class) {
      return (short) (i % 1000);
    }
    if (type == String.class) {
      return "text-" + i;
    }
    if (type == Duration.class) {
      return Duration.ofMillis(i + 1);
    }
    throw unknown(type);
  }

  private Object ofGeneric(ParameterizedType type, long i) {
    var raw = (Class<?>) type.getRawType();
    var arguments = type.getActualTypeArguments();
    if (ActorRef.class.isAssignableFrom(raw)) {
      return someone;
    }
    if (raw == List.class) {
      return IntStream.range(0, 3).mapToObj(k -> sample(arguments[0], i + k)).toList();
    }
    if (raw == Set.class) {
      return Set.of(sample(arguments[0], i));
    }
    if (raw == Map.class) {
      return Map.of(sample(arguments[0], i), sample(arguments[1], i));
    }
    if (raw == TreeMap.class) {
      return new TreeMap<>(Map.of(sample(arguments[0], i), sample(arguments[1], i)));
    }
    if (raw == Optional.class) {
      return Optional.of(sample(arguments[0], i));
    }
    throw unknown(type);
  }

  private Object ofSealed(Class<?> type, long i) {
    return sample(pick(leaves(type).toArray(Class<?>[]::new), i), i);
  }

  private Object ofArray(Class<?> element, long i) {
    var array = Array.newInstance(element, 3);
    for (int k = 0; k < 3; k++) {
      Array.set(array, k, sample(element, i + k));
    }
    return array;
  }

  /** Some records refuse values that make no sense; other values are tried then. */
  private Object ofRecord(Class<?> type, long i) {
    Throwable refusal = new AssertionError("never refused");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var seed = attempt == 0 ? i : Draw.below(Draw.draw(i, attempt), 1000);
      try {
        return instantiate(type, seed);
      } catch (InvocationTargetException e) {
        refusal = e.getCause();
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(type.getName(), e);
      }
    }
    throw new AssertionError("no sample of " + type.getName() + " was accepted", refusal);
  }

  private Object instantiate(Class<?> type, long i) throws ReflectiveOperationException {
    var components = type.getRecordComponents();
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var values =
        IntStream.range(0, components.length)
            .mapToObj(k -> sample(components[k].getGenericType(), i))
            .toArray();
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static List<Class<?>> leaves(Class<?> type) {
    if (!type.isSealed()) {
      return List.of(type);
    }
    var found = new ArrayList<Class<?>>();
    for (var permitted : type.getPermittedSubclasses()) {
      found.addAll(leaves(permitted));
    }
    return found;
  }

  private static <T> T pick(T[] choices, long i) {
    return choices[(int) (i % choices.length)];
  }

  private static AssertionError unknown(Type type) {
    return new AssertionError(
        type.getTypeName() + " is nothing that a control message should hold, or new to this test");
  }

  private static List<String> classNames(Path entry, String root) {
    try {
      if (Files.isDirectory(entry)) {
        return classNamesBelow(entry, root);
      }
      try (var jar = FileSystems.newFileSystem(entry)) {
        return classNamesBelow(jar.getPath("/"), root);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> classNamesBelow(Path top, String root) throws IOException {
    var start = top.resolve(root);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (var files = Files.walk(start)) {
      return files
          .map(file -> top.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, MessageSamples.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new LinkageError(name, e);
    }
  }
}
