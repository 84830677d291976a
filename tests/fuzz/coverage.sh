#!/bin/bash
# Line coverage of the code that each fuzz target is about, over its seeds and what was found on
# top of them (build-fuzz/found).
set -eu
cd "$(dirname "$0")/../.."

covered_files() {  # covered_files TARGET: what the target is about
    case $1 in
        request_head | response_head)
            echo proxy/h1/head_{scan,parser,writer}.cpp proxy/http/{framing,forwarding,target}.cpp ;;
        chunked) echo proxy/h1/{chunked,head_parser}.cpp ;;
        target) echo proxy/http/target.cpp routing/{address,percent,rewrite,route_table}.cpp ;;
        configuration) printf '%s\n' config/*.cpp | grep -vE '/(watch|files|environment)\.cpp' ;;
        proxy_header) echo proxy/net/{proxy_header,crc32c}.cpp ;;
        json_compare) ls proxy/compare/{json_,rules,path_,collector,redact,decimal,bod,timestamp}*.cpp ;;
        record_reader) echo proxy/report/record_{read,write}.cpp proxy/report/body_text.cpp \
            proxy/report/content_coding.cpp proxy/report/time_text.cpp ;;
        log_escaper) echo proxy/observe/{access_format,redact_query}.cpp proxy/json/string.cpp ;;
    esac
}

./deploy/install.sh --coverage
cmake --preset fuzz-coverage >/dev/null
cmake --build --preset fuzz-coverage -- --quiet
build=$PWD/build-fuzz-coverage
for program in "$build"/tests/fuzz/fuzz_*; do
    target=${program##*/fuzz_}
    profile=$build/$target
    inputs=("tests/fuzz/corpus/$target")
    [ -d "build-fuzz/found/$target" ] && inputs+=("build-fuzz/found/$target")
    LLVM_PROFILE_FILE=$profile.raw "$program" -runs=0 "${inputs[@]}" 2>"$profile.log"
    llvm-profdata-19 merge -o "$profile.data" "$profile.raw"
    echo "$target"
    # shellcheck disable=SC2046  # a list of files
    llvm-cov-19 report "$program" -instr-profile="$profile.data" $(covered_files "$target") |
        awk '$8 ~ /^[0-9]+$/ {printf "  %6s of %4d lines  %s\n", $10, $8, $1}'
done
