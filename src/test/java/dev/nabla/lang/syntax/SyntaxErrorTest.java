package dev.nabla.lang.syntax;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What CPython 3.11 says of texts that are no programs; {@code ¶} stands for a line end. */
class SyntaxErrorTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "x = 5 +                     | 1 | invalid syntax",
        "x = (1 + 2¶y = 3            | 1 | '(' was never closed",
        "x = (1, 2]                  | 1 | closing parenthesis ']' does not match opening parenthesis '('",
        "x = 1)                      | 1 | unmatched ')'",
        "f(a b)                      | 1 | invalid syntax. Perhaps you forgot a comma?",
        "if x = 3:¶  pass            | 1 | invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        "if x.y = 3:¶  pass          | 1 | cannot assign to attribute here. Maybe you meant '==' instead of '='?",
        "1 = x                       | 1 | cannot assign to literal here. Maybe you meant '==' instead of '='?",
        "x = f() = 3                 | 1 | cannot assign to function call",
        "None = 1                    | 1 | cannot assign to None",
        "f(1=2)                      | 1 | expression cannot contain assignment, perhaps you meant \"==\"?",
        "f(a=1, 2)                   | 1 | positional argument follows keyword argument",
        "f(a=1, a=2)                 | 1 | keyword argument repeated: a",
        "for i in range(3)¶  pass    | 1 | expected ':'",
        "x = 1 if 2                  | 1 | expected 'else' after 'if' expression",
        "print 'a'                   | 1 | Missing parentheses in call to 'print'. Did you mean print(...)?",
        "def f(a=1, b): pass         | 1 | non-default argument follows default argument",
        "del f()                     | 1 | cannot delete function call",
        "f() += 1                    | 1 | 'function call' is an illegal expression for augmented assignment",
        "x = 1¶y = 'abc              | 2 | unterminated string literal (detected at line 2)",
        "f'{'                        | 1 | f-string: expecting '}'",
        "f'}'                        | 1 | f-string: single '}' is not allowed",
        "f'{}'                       | 1 | f-string: empty expression not allowed",
        "1abc                        | 1 | invalid decimal literal",
        "0b2                         | 1 | invalid digit '2' in binary literal",
        "a，b                        | 1 | invalid character '，' (U+FF0C)",
        "{1: 2, 3}                   | 1 | ':' expected after dictionary key",
        "x = 1¶return x              | 2 | 'return' outside function",
        "if x:¶  break               | 2 | 'break' outside loop"})
    void saysWhatPythonSays(String code, int line, String message) {
        refused(code, "SyntaxError", line, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "x = 1¶  y = 2|2|unexpected indent",
        "if x:¶    y¶  z|3|unindent does not match any outer indentation level",
        "def f():¶return 1|2|expected an indented block after function definition on line 1",
        "x¶for i in y:¶|2|expected an indented block after 'for' statement on line 2"})
    void knowsBlocks(String code, int line, String message) {
        refused(code, "IndentationError", line, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "class A:¶  pass | 1 | 'class'",
        "x = 1¶try:¶  pass | 2 | 'try'",
        "z = 2j | 1 | a complex number"})
    void namesWhatIsLeftOut(String code, int line, String what) {
        refused(code, "NotImplementedError", line, what + " is not part of Nabla's subset of Python");
    }

    private static void refused(String code, String type, int line, String message) {
        assertThatExceptionOfType(SyntaxFault.class).isThrownBy(() -> Parsing.program(code.strip().replace('¶', '\n')))
                .satisfies(fault -> {
                    assertThat(fault.type()).isEqualTo(type);
                    assertThat(fault.message()).startsWith(message);
                    assertThat(fault.line()).isEqualTo(line);
                });
    }
}
