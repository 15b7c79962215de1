package dev.sheaf.wire.trainer;

import dev.sheaf.wire.WireFormatException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns a frame into the fields of its header and back, by the components of its record.
 *
 * <p>The field {@code verb} is the record's name ({@code CheckpointDone} → {@code
 * CHECKPOINT_DONE}); the fields of a record inside a record stand beside the others; a null is left
 * out; an enum is its name in lower case; a {@code ByteBuffer} follows the header, whose field
 * {@code bytes} says how long it is.
 */
final class FrameCodec {
  static final String VERB = "verb";
  static final String BYTES = "bytes";

  private FrameCodec() {}

  /** The fields of a frame's header, in order. */
  static Map<String, Object> fields(TrainerFrame frame) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put(VERB, verb(frame.getClass()));
    addFields(frame, fields);
    return fields;
  }

  /** The bytes that follow a frame's header. */
  static ByteBuffer bytes(TrainerFrame frame) {
    for (var component : frame.getClass().getRecordComponents()) {
      if (valueOf(component, frame) instanceof ByteBuffer bytes) {
        return bytes.duplicate();
      }
    }
    return ByteBuffer.allocate(0);
  }

  /** The frame of {@code family} that has these fields and bytes. */
  static <F extends TrainerFrame> F frame(
      Class<F> family, Map<String, Object> fields, ByteBuffer bytes) throws WireFormatException {
    var left = new LinkedHashMap<>(fields);
    var verb = left.remove(VERB);
    left.remove(BYTES);
    for (var type : family.getPermittedSubclasses()) {
      if (verb(type).equals(verb)) {
        var frame = family.cast(make(type, left, bytes));
        if (!left.isEmpty() || (bytes.hasRemaining() && !bytes(frame).hasRemaining())) {
          throw new WireFormatException(
              verb + " has no " + (left.isEmpty() ? "bytes" : "field " + left.keySet()));
        }
        return frame;
      }
    }
    throw new WireFormatException("unknown verb " + verb + " for " + family.getSimpleName());
  }

  private static String verb(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  private static void addFields(Object frame, Map<String, Object> fields) {
    for (var component : frame.getClass().getRecordComponents()) {
      switch (valueOf(component, frame)) {
        case null -> {}
        case ByteBuffer bytes -> fields.put(BYTES, (long) bytes.remaining());
        case Record nested -> addFields(nested, fields);
        case Enum<?> constant -> fields.put(component.getName(), lowerCase(constant));
        case Object value -> fields.put(component.getName(), value);
      }
    }
  }

  private static Object make(Class<?> type, Map<String, Object> left, ByteBuffer bytes)
      throws WireFormatException {
    var components = type.getRecordComponents();
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = argument(components[i], left, bytes);
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      var cause = Objects.requireNonNullElse(refused.getCause(), refused);
      throw new WireFormatException(verb(type) + ": " + cause.getMessage(), cause);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(type + " must be a public record", impossible);
    }
  }

  private static @Nullable Object argument(
      RecordComponent component, Map<String, Object> left, ByteBuffer bytes)
      throws WireFormatException {
    if (component.getType() == ByteBuffer.class) {
      return bytes;
    }
    if (component.getType().isRecord()) {
      return make(component.getType(), left, bytes);
    }
    var name = component.getName();
    var value = left.remove(name);
    if (value == null && component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      return null;
    }
    if (component.getType() == int.class && value instanceof Long number) {
      return (int) WireFormatException.inRange(name, number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (component.getType() == double.class && value instanceof Long number) {
      return (double) number;
    }
    if (component.getType().isEnum() && value instanceof String string) {
      return constant(component, string);
    }
    if (value == null || !fits(component.getType(), value)) {
      throw new WireFormatException(
          "field %s must be a %s but was %s"
              .formatted(name, component.getType().getSimpleName(), value));
    }
    return value;
  }

  private static boolean fits(Class<?> type, Object value) {
    return (type == long.class && value instanceof Long)
        || (type == double.class && value instanceof Double)
        || (type == boolean.class && value instanceof Boolean)
        || type.isInstance(value);
  }

  private static Object constant(RecordComponent component, String name)
      throws WireFormatException {
    var constants = component.getType().getEnumConstants();
    for (var constant : constants) {
      if (lowerCase((Enum<?>) constant).equals(name)) {
        return constant;
      }
    }
    throw new WireFormatException(
        "field %s must be one of %s but was %s"
            .formatted(component.getName(), Arrays.toString(constants), name));
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object valueOf(RecordComponent component, Object frame) {
    try {
      return component.getAccessor().invoke(frame);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(frame.getClass() + " must be public", impossible);
    }
  }
}
