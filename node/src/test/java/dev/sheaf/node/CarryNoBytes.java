package dev.sheaf.node;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Holds when no component of a class, nor of what its components are, contains bytes. */
final class CarryNoBytes extends ArchCondition<JavaClass> {
  private static final Set<String> CONTAINERS =
      Set.of(
          "[B",
          "java.nio.ByteBuffer",
          "akka.util.ByteString",
          "java.lang.foreign.MemorySegment",
          "java.io.InputStream");

  CarryNoBytes() {
    super("carry no bytes");
  }

  @Override
  public void check(JavaClass message, ConditionEvents events) {
    check(message, message, new HashSet<>(), events);
  }

  private static void check(
      JavaClass message, JavaClass part, Set<String> seen, ConditionEvents events) {
    if (!part.getPackageName().startsWith("dev.sheaf.") || !seen.add(part.getName())) {
      return;
    }
    for (var field : part.getFields()) {
      if (!field.getModifiers().contains(JavaModifier.STATIC)) {
        check(message, field, seen, events);
      }
    }
    part.getSubclasses().forEach(leaf -> check(message, leaf, seen, events));
  }

  private static void check(
      JavaClass message, JavaField field, Set<String> seen, ConditionEvents events) {
    for (var type : erasures(field.getType()).toList()) {
      if (CONTAINERS.contains(type.getName())) {
        events.add(
            SimpleConditionEvent.violated(
                message, message.getName() + " carries bytes in " + field.getFullName()));
      }
      check(message, type.getBaseComponentType(), seen, events);
    }
  }

  /** The classes that a type is made of: itself, and its arguments. */
  private static Stream<JavaClass> erasures(JavaType type) {
    var arguments =
        type instanceof JavaParameterizedType generic
            ? generic.getActualTypeArguments().stream().flatMap(CarryNoBytes::erasures)
            : Stream.<JavaClass>empty();
    return Stream.concat(Stream.of(type.toErasure()), arguments);
  }
}
