package dev.sheaf.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import dev.sheaf.actors.ControlMessage;

/** The laws of the house that class files can show. */
final class ArchitectureRules {
  /** The modules see one another only along the arrows of the design. */
  static final ArchRule ARROWS =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.sheaf..")
          .layer("policies")
          .definedBy("dev.sheaf.policies..")
          .layer("wire")
          .definedBy("dev.sheaf.wire..")
          .layer("actors")
          .definedBy("dev.sheaf.actors..")
          .layer("sharding")
          .definedBy("dev.sheaf.sharding..")
          .layer("gpu-workers")
          .definedBy("dev.sheaf.gpu..")
          .layer("lambda-function")
          .definedBy("dev.sheaf.lambda.function..")
          .layer("lambda-bridge")
          .definedBy("dev.sheaf.lambda.bridge..")
          .layer("lambda-local")
          .definedBy("dev.sheaf.lambda.local..")
          .layer("http-api")
          .definedBy("dev.sheaf.http..")
          .layer("node")
          .definedBy("dev.sheaf.node..")
          .whereLayer("policies")
          .mayNotAccessAnyLayer()
          .whereLayer("wire")
          .mayNotAccessAnyLayer()
          .whereLayer("actors")
          .mayOnlyAccessLayers("policies", "wire")
          .whereLayer("sharding")
          .mayOnlyAccessLayers("actors", "policies", "wire")
          .whereLayer("gpu-workers")
          .mayOnlyAccessLayers("actors", "policies", "wire")
          .whereLayer("lambda-function")
          .mayOnlyAccessLayers("wire")
          .whereLayer("lambda-bridge")
          .mayOnlyAccessLayers("actors", "lambda-function", "policies", "wire")
          .whereLayer("lambda-local")
          .mayOnlyAccessLayers("policies", "wire")
          .whereLayer("http-api")
          .mayOnlyAccessLayers("actors", "policies", "wire")
          .whereLayer("node")
          .mayNotBeAccessedByAnyLayer();

  /** What decides depends on the JDK and on annotations. */
  static final ArchRule POLICIES_STAND_ALONE =
      classes()
          .that()
          .resideInAPackage("dev.sheaf.policies..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.sheaf.policies..", "java..", "org.jspecify..")
          .because("the simulator runs the same classes");

  /** What decides touches no clock, file, network, thread or stream of chance. */
  static final ArchRule POLICIES_NEVER_LOOK_OUTSIDE =
      noClasses()
          .that()
          .resideInAPackage("dev.sheaf.policies..")
          .should()
          .dependOnClassesThat(Impurities.CLASSES)
          .orShould()
          .callMethodWhere(Impurities.WORLD_CALLS)
          .because("time, chance and bytes are arguments");

  /** What decides never follows the order of a hash, nor mathematics that differs by machine. */
  static final ArchRule POLICIES_REPLAY_ALIKE =
      noClasses()
          .that()
          .resideInAPackage("dev.sheaf.policies..")
          .should()
          .callMethodWhere(Impurities.UNSTEADY_CALLS)
          .because("a replay must not differ, on any machine");

  /** What waits for functions, and what waits in them, goes by a clock that is never set. */
  static final ArchRule FUNCTIONS_SEE_NO_WALL_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sheaf.lambda.bridge..", "dev.sheaf.lambda.function..")
          .should()
          .callMethodWhere(Impurities.WALL_CLOCK_CALLS)
          .because("a clock that jumps must not end a wait or make a chunk old");

  /** Control messages, and all that they hold, carry ids and decisions. */
  static final ArchRule MESSAGES_CARRY_NO_BYTES =
      classes()
          .that()
          .areAssignableTo(ControlMessage.class)
          .should(new CarryNoBytes())
          .because("sample bytes travel over the data port");

  /** A package is named after what lives there. */
  static final ArchRule PACKAGES_ARE_NAMED_AFTER_CONTENTS =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..",
              "..common..",
              "..impl..",
              "..core..",
              "..service..",
              "..manager..",
              "..helper..",
              "..dto..")
          .because("the tree is the table of contents");

  private ArchitectureRules() {}
}
