@echo off
rem Runs Maven on this project: mvnw verify, mvnw spring-boot:run, with any arguments and from any folder.
rem The sister of mvnw, step for step:
rem 1. Finds a JDK 25 or newer (JAVA_HOME, JAVA*_HOME, the java on the PATH, toolchains.xml, the usual install folders) and names it to
rem    the build as JAVA25_HOME, where maven-toolchains-plugin sees it. Maven itself runs on the Java it always runs on, if that is 17 or newer.
rem 2. Uses the Maven on the PATH if it is 3.8 or newer; otherwise downloads the release below once and checks its SHA-512.
rem NABLA_MAVEN_URL: another address (https:// or file://) of the same Maven archive.
setlocal EnableExtensions DisableDelayedExpansion

set "maven_version=3.9.11"
set "maven_sha512=bcfe4fe305c962ace56ac7b5fc7a08b87d5abd8b7e89027ab251069faebee516b0ded8961445d6d91ec1985dfe30f8153268843c89aa392733d1a3ec956c9978"
set "maven_url=https://archive.apache.org/dist/maven/maven-3/%maven_version%/binaries/apache-maven-%maven_version%-bin.tar.gz"
if defined NABLA_MAVEN_URL set "maven_url=%NABLA_MAVEN_URL%"
set "m2=%USERPROFILE%\.m2"
set "maven=%m2%\nabla\apache-maven-%maven_version%"

call :find_jdk25
if not defined jdk (
    >&2 echo Nabla needs a JDK 25 or newer and none was found: install one ^(for example Temurin 25^) or let JAVA_HOME point to it.
    exit /b 1
)
set "JAVA25_HOME=%jdk%"

set "maven_java=%JAVA_HOME%"
if not defined maven_java set "maven_java=%path_java%"
call :java_major "%maven_java%"
if %major% LSS 17 set "JAVA_HOME=%jdk%"

call :maven_on_path
if defined mvn goto :run
set "mvn=%maven%\bin\mvn.cmd"
if not exist "%mvn%" call :install_maven
if not exist "%mvn%" exit /b 1

rem Without call, so that no argument is expanded twice; Maven's exit code becomes ours.
:run
"%mvn%" %*


rem ---- The first JDK 25 or newer, as jdk; those that the user names come first. Also the home of the java on the PATH, as path_java. ----
:find_jdk25
set "jdk="
set "path_java="
for /f "tokens=1,* delims==" %%a in ('java -XshowSettings:properties -version 2^>^&1') do if "%%a"=="    java.home " for /f "tokens=*" %%c in ("%%b") do set "path_java=%%c"
if defined JAVA_HOME call :try_jdk "%JAVA_HOME%"
if defined path_java call :try_jdk "%path_java%"
for /f "tokens=1,* delims==" %%a in ('set JAVA 2^>nul') do call :try_jdk "%%b"
if exist "%m2%\toolchains.xml" for /f "usebackq tokens=1-3 delims=<>" %%a in ("%m2%\toolchains.xml") do (
    if "%%a"=="jdkHome" call :try_jdk "%%b"
    if "%%b"=="jdkHome" call :try_jdk "%%c"
)
for %%p in ("%USERPROFILE%\.jdks" "%m2%\jdks" "%USERPROFILE%\.gradle\jdks" "%USERPROFILE%\.jbang\cache\jdks") do call :try_jdks_in "%%~p"
for %%p in ("Java" "Eclipse Adoptium" "Microsoft" "Amazon Corretto" "Zulu" "BellSoft") do call :try_jdks_in "%ProgramFiles%\%%~p"
call :try_jdks_in "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
for %%p in (openjdk openjdk25 temurin-jdk temurin25-jdk) do call :try_jdk "%USERPROFILE%\scoop\apps\%%p\current"
exit /b 0

:try_jdks_in
for /f "delims=" %%d in ('dir /b /ad "%~1" 2^>nul') do call :try_jdk "%~1\%%d"
exit /b 0

:try_jdk
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
call :java_major "%~1"
if %major% GEQ 25 set "jdk=%~1"
exit /b 0

rem ---- The major version of the Java in a folder, or 0, as major. ----
:java_major
set "major=0"
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=1,2 delims==" %%a in ("%~1\release") do if "%%a"=="JAVA_VERSION" for /f "delims=.+-" %%c in ("%%~b") do set "major=%%c"
exit /b 0

rem ---- The mvn on the PATH if it is 3.8 or newer, as mvn. ----
:maven_on_path
set "mvn="
set "found="
for %%p in (mvn.cmd mvn.bat) do if not defined found set "found=%%~$PATH:p"
if not defined found exit /b 0
for /f "tokens=1-4 delims=. " %%a in ('call "%found%" -v 2^>nul') do if "%%a %%b"=="Apache Maven" call :accept_maven "%%c" "%%d"
exit /b 0

:accept_maven
if %~1 GTR 3 set "mvn=%found%"
if %~1 EQU 3 if %~2 GEQ 8 set "mvn=%found%"
exit /b 0

rem ---- Downloads, checks and unpacks Maven beside its final folder, then moves it there in one step. curl, tar and certutil are part of Windows 10. ----
:install_maven
set "work=%m2%\nabla\download.%RANDOM%%RANDOM%"
mkdir "%work%" 2>nul
if not exist "%work%\" (
    >&2 echo Cannot create "%work%" for Maven %maven_version%.
    exit /b 1
)
>&2 echo No Maven 3.8 or newer on the PATH: downloading Maven %maven_version% from %maven_url%
curl -fsSL --retry 3 -o "%work%\maven.tar.gz" "%maven_url%"
if errorlevel 1 (
    >&2 echo Maven %maven_version% could not be downloaded from %maven_url%; install Maven 3.8 or newer, or name a mirror of this file in NABLA_MAVEN_URL.
    goto :discard
)
set "actual="
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%work%\maven.tar.gz" SHA512') do if not defined actual set "actual=%%h"
if not defined actual set "actual=unknown"
set "actual=%actual: =%"
if /i not "%actual%"=="%maven_sha512%" (
    >&2 echo The file downloaded from %maven_url% is not Maven %maven_version%: its SHA-512 is %actual%, expected %maven_sha512%.
    goto :discard
)
tar -xzf "%work%\maven.tar.gz" -C "%work%"
if errorlevel 1 (
    >&2 echo The downloaded Maven could not be unpacked in "%work%".
    goto :discard
)
move "%work%\apache-maven-%maven_version%" "%maven%" >nul 2>nul
rmdir /s /q "%work%"
if exist "%mvn%" exit /b 0
>&2 echo Maven could not be moved to "%maven%".
exit /b 1

:discard
rmdir /s /q "%work%"
exit /b 1
