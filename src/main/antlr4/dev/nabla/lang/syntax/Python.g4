/**
 * The part of Python that programs may use. Indentation is not seen here: Layout turns it into INDENT, DEDENT and NEWLINE, and leaves out line
 * ends within brackets. What the grammar accepts beyond Python (any expression as a target of an assignment, arguments in any order) the tree's
 * builder refuses in Python's words.
 *
 * https://docs.python.org/3.11/reference/grammar.html
 */
grammar Python;

tokens { INDENT, DEDENT, ERROR }

program
    : statement* EOF
    ;

// ---- statements --------------------------------------------------------------------------------------------------------

statement
    : simpleLine                                                                                # Line
    | 'if' test block ('elif' test block)* ('else' block)?                                      # If
    | 'while' test block ('else' block)?                                                        # While
    | 'for' targets 'in' expressions block ('else' block)?                                      # For
    | 'with' withItem (',' withItem)* block                                                     # With
    | decorator* 'def' NAME '(' parameters? ')' ('->' expression)? block                        # Def
    ;

simpleLine
    : simple (';' simple)* ';'? NEWLINE
    ;

block
    : ':' (simpleLine | NEWLINE INDENT statement+ DEDENT)
    ;

simple
    : expressions assignment?                                                                   # Value
    | 'pass'                                                                                    # Pass
    | 'break'                                                                                   # Break
    | 'continue'                                                                                # Continue
    | 'return' expressions?                                                                     # Return
    | 'assert' condition=expression (',' message=expression)?                                   # Assert
    | 'del' expressions                                                                         # Delete
    | 'global' NAME (',' NAME)*                                                                 # Global
    | 'nonlocal' NAME (',' NAME)*                                                               # Nonlocal
    | 'import' module (',' module)*                                                             # Import
    | 'from' dotted 'import' (imported (',' imported)* | '(' imported (',' imported)* ','? ')') # ImportFrom
    | 'from' dotted 'import' '*'                                                                # ImportAll
    ;

assignment
    : ('=' expressions)+                                                                        # Assign
    | AUGMENTED expressions                                                                     # AugAssign
    | ':' annotation=expression ('=' value=expressions)?                                        # AnnAssign
    ;

module
    : dotted ('as' NAME)?
    ;

dotted
    : NAME ('.' NAME)*
    ;

imported
    : name=NAME ('as' alias=NAME)?
    ;

withItem
    : expression ('as' target)?
    ;

decorator
    : '@' test NEWLINE
    ;

parameters
    : parameter (',' parameter)* ','?
    ;

parameter
    : '/'                                                                                       # PositionalOnly
    | '*'                                                                                       # KeywordOnly
    | '*' NAME (':' expression)?                                                                # RestParameter
    | '**' NAME (':' expression)?                                                               # KeywordsParameter
    | NAME (':' annotation=expression)? ('=' value=expression)?                                 # PlainParameter
    ;

lambdaParameters
    : lambdaParameter (',' lambdaParameter)* ','?
    ;

lambdaParameter
    : '/'                                                                                       # LambdaPositionalOnly
    | '*'                                                                                       # LambdaKeywordOnly
    | '*' NAME                                                                                  # LambdaRest
    | '**' NAME                                                                                 # LambdaKeywords
    | NAME ('=' value=expression)?                                                              # LambdaPlain
    ;

// ---- expressions -------------------------------------------------------------------------------------------------------

/** What follows return, =, in: one expression, or a tuple without parentheses. */
expressions
    : element (',' element)* ','?
    ;

element
    : '*' operation                                                                             # StarredElement
    | expression                                                                                # PlainElement
    ;

/** Where := may stand. */
test
    : NAME ':=' expression                                                                      # Walrus
    | expression                                                                                # PlainTest
    ;

expression
    : disjunction ('if' disjunction 'else' expression)?                                         # Conditional
    | 'lambda' lambdaParameters? ':' expression                                                 # Lambda
    ;

disjunction
    : conjunction ('or' conjunction)*
    ;

conjunction
    : inversion ('and' inversion)*
    ;

inversion
    : 'not' inversion                                                                           # Not
    | comparison                                                                                # NotNot
    ;

comparison
    : operation (comparator operation)*
    ;

comparator
    : '<' | '<=' | '>' | '>=' | '==' | '!=' | 'in' | 'not' 'in' | 'is' | 'is' 'not'
    ;

operation
    : primary                                                                                   # Operand
    | <assoc = right> left=operation op='**' right=operation                                    # Binary
    | op=('+' | '-' | '~') operation                                                            # Unary
    | left=operation op=('*' | '@' | '/' | '//' | '%') right=operation                          # Binary
    | left=operation op=('+' | '-') right=operation                                             # Binary
    | left=operation op=('<<' | '>>') right=operation                                           # Binary
    | left=operation op='&' right=operation                                                     # Binary
    | left=operation op='^' right=operation                                                     # Binary
    | left=operation op='|' right=operation                                                     # Binary
    ;

primary
    : atom                                                                                      # Atomic
    | primary '.' NAME                                                                          # Attribute
    | primary '(' arguments? ')'                                                                # Call
    | primary '[' subscripts ']'                                                                # Indexed
    ;

arguments
    : argument (',' argument)* ','?
    ;

argument
    : '*' expression                                                                            # SpreadArgument
    | '**' expression                                                                           # KeywordsArgument
    | NAME '=' expression                                                                       # NamedArgument
    | test comprehension?                                                                       # PlainArgument
    ;

subscripts
    : subscript (',' subscript)* ','?
    ;

subscript
    : lower=expression? ':' upper=expression? (':' step=expression?)?                           # SliceSubscript
    | '*' operation                                                                             # StarredSubscript
    | test                                                                                      # PlainSubscript
    ;

atom
    : NAME                                                                                      # Name
    | INTEGER                                                                                   # Integer
    | FLOAT                                                                                     # Float
    | STRING+                                                                                   # Strings
    | word=('None' | 'True' | 'False' | '...')                                                  # Constant
    | '(' ')'                                                                                   # EmptyTuple
    | '(' members ')'                                                                           # Parentheses
    | '[' members? ']'                                                                          # List
    | '{' members '}'                                                                           # Set
    | '{' entries? '}'                                                                          # Dict
    ;

members
    : member (comprehension | (',' member)* comma=','?)
    ;

member
    : '*' operation                                                                             # StarredMember
    | test                                                                                      # PlainMember
    ;

entries
    : entry (comprehension | (',' entry)* ','?)
    ;

entry
    : '**' operation                                                                            # SpreadEntry
    | key=expression ':' value=expression                                                       # PlainEntry
    ;

comprehension
    : comprehensionFor+
    ;

comprehensionFor
    : 'for' targets 'in' disjunction ('if' filter)*
    ;

filter
    : NAME ':=' expression                                                                      # WalrusFilter
    | disjunction                                                                               # PlainFilter
    ;

targets
    : target (',' target)* comma=','?
    ;

target
    : '*'? operation
    ;

// ---- tokens ------------------------------------------------------------------------------------------------------------

/** Words of Python that open what programs here may not use. */
ABSENT
    : 'class' | 'try' | 'except' | 'finally' | 'raise' | 'yield' | 'async' | 'await'
    ;

NAME
    : [\p{ID_Start}_] [\p{ID_Continue}]*
    ;

INTEGER
    : [1-9] ('_'? [0-9])*
    | '0' ('_'? '0')*
    | '0' [xX] ('_'? [0-9a-fA-F])+
    | '0' [oO] ('_'? [0-7])+
    | '0' [bB] ('_'? [01])+
    ;

FLOAT
    : (DIGITS '.' DIGITS? | '.' DIGITS) EXPONENT?
    | DIGITS EXPONENT
    ;

fragment DIGITS
    : [0-9] ('_'? [0-9])*
    ;

fragment EXPONENT
    : [eE] [+-]? DIGITS
    ;

STRING
    : PREFIX? ('"""' (ESCAPED | ~[\\])*? '"""' | '\'\'\'' (ESCAPED | ~[\\])*? '\'\'\'')
    | PREFIX? ('"' (ESCAPED | ~[\\"\r\n])* '"' | '\'' (ESCAPED | ~[\\'\r\n])* '\'')
    ;

UNTERMINATED_LONG
    : PREFIX? ('"""' | '\'\'\'')
    ;

UNTERMINATED
    : PREFIX? ["']
    ;

fragment PREFIX
    : [rRuUfFbB] | [fFbB] [rR] | [rR] [fFbB]
    ;

fragment ESCAPED
    : '\\' ('\r\n' | .)
    ;

AUGMENTED
    : '+=' | '-=' | '*=' | '/=' | '//=' | '%=' | '@=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '**='
    ;

NEWLINE
    : '\r'? '\n' | '\r'
    ;

CONTINUATION
    : '\\' ('\r'? '\n' | '\r')
    ;

BACKSLASH
    : '\\'
    ;

SPACE
    : [ \t\f]+ -> channel(HIDDEN)
    ;

COMMENT
    : '#' ~[\r\n]* -> channel(HIDDEN)
    ;

OTHER
    : .
    ;
